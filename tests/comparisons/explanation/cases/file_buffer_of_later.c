/* Not wrong: what was printed before the fork is in memory, and all of the file comes later.
 * Must say: worker
 * Must not say: JS043
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    char path[4096], *text = NULL;
    size_t size = 0;
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/tableXXXXXX", folder ? folder : "/tmp");
    FILE *table = fdopen(mkstemp(path), "w");
    FILE *memory = open_memstream(&text, &size);
    if (table == NULL || memory == NULL)
        return 1;
    fputs("head\n", memory);
    if (fork() == 0) {
        fputs("child\n", table);
        exit(0);
    }
    wait(NULL);
    fputs("parent\n", table);
    fclose(table);
    fclose(memory);
    free(text);
    return 0;
}
