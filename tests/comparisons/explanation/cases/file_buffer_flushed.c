/* Not wrong: the head of the file is written before the fork, and each child adds a line.
 * Must say: worker 2
 * Must not say: JS043
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    char path[4096];
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/tableXXXXXX", folder ? folder : "/tmp");
    FILE *table = fdopen(mkstemp(path), "w");
    if (table == NULL)
        return 1;
    fputs("head\n", table);
    fflush(table);
    for (int n = 1; n <= 2; n++) {
        pid_t pid = fork();
        if (pid == 0) {
            fprintf(table, "%d\n", n);
            exit(0);
        }
        waitpid(pid, NULL, 0);
    }
    fputs("end\n", table);
    fclose(table);
    return 0;
}
