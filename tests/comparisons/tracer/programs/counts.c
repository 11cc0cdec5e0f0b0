/* Prints an x each time that it gets the signal of its first argument, until
 * its input ends; with a second argument it sends it to its group first. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void
print(const char *text)
{
    if (write(1, text, 1) != 1)
        _exit(1);
}

static void
handle(int number)
{
    (void)number;
    print("x");
}

int
main(int count, char **words)
{
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    int number = count > 1 ? atoi(words[1]) : 0;
    char byte;
    if (sigaction(number, &action, NULL) == -1)
        return 1;
    print(".");
    if (count > 2)
        kill(0, number);
    while (read(0, &byte, 1) > 0)
        continue;
    print("\n");
    return 0;
}
