/* What popen() has started is a child, for which only pclose() waits.
 * Must say: warning\[JS009\]: No process of the program waited for the worker\. It stayed a zombie for
 * Must say: help: .* pclose\(\) waits for what popen\(\) has started
 * Must say: worker: sh \(\d+\)
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int
main(void)
{
    char line[80];
    int number;
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    FILE *file = popen("echo hello", "r");
    while (fgets(line, sizeof(line), file) != NULL)
        fputs(line, stdout);
    sigwait(&ends, &number);
    usleep(200000); /* a zombie for so long */
    return 0;
}
