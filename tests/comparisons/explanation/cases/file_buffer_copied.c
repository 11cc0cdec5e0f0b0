/* Wrong: the head of the file stands in its buffer at the fork, and each child writes its copy.
 * Must say: warning\[JS043\]: What was printed to \S+/table\w+ before the fork, at line \d+, stood in the buffer that fork\(\) copied: worker 1 wrote it as it exited, and its parent writes it as well\. The same is true of worker 2\.
 * Must say: fputs\("head.*", table\); *\n(.*\n)?.*this was printed before the fork, and not yet written
 * Must say: pid_t pid = fork\(\); *\n(.*\n)?.*worker 1 is made here
 * Must say: help: write it out before the fork: fflush\(\) of that file\.
 * Must not say: _exit\(\)
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
    for (int n = 1; n <= 2; n++) {
        pid_t pid = fork();
        if (pid == 0) {
            fprintf(table, "%d\n", n);
            exit(0);
        }
        waitpid(pid, NULL, 0);
    }
    fclose(table);
    return 0;
}
