/* What popen() has started is a child, for which only pclose() waits.
 * Must say: warning\[JS009\]: No process of the program waited for the worker\. It stayed a zombie for
 * Must say: help: .* What popen\(\) has opened pclose\(\) waits for
 * Must say: worker: sh \(\d+\)
 */
#include <stdio.h>
#include <unistd.h>

int
main(void)
{
    char line[80];
    FILE *file = popen("echo hello", "r");
    while (fgets(line, sizeof(line), file) != NULL)
        fputs(line, stdout);
    usleep(200000);
    return 0;
}
