/* A command of the shell, and one whose output is read. */
#include <stdio.h>
#include <stdlib.h>

int
main(void)
{
    char line[64];
    if (system("echo command") != 0)
        return 1;
    FILE *file = popen("echo told", "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        return 1;
    fputs(line, stdout);
    fflush(stdout);
    pclose(file);
    puts("parent");
    return 0;
}
