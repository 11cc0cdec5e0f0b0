/* The same in C, closed before the waits: the pipe ends, and so does the program.
 * Must say: waitpid\(\) (found that|waited( \S+ \S+)? until) worker 2 had ended
 * Must say: close\(ends\[1\]\);
 * Must not say: JS
 * Must not say: had not ended
 */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int ends[2];
    char text[100];
    if (pipe(ends) != 0)
        return 1;
    pid_t left = fork();
    if (left == 0)
        _exit(write(ends[1], "one two\n", 8) != 8);
    pid_t right = fork();
    if (right == 0) {
        close(ends[1]);
        while (read(ends[0], text, sizeof text) > 0)
            ;
        _exit(0);
    }
    close(ends[1]);
    waitpid(left, NULL, 0);
    waitpid(right, NULL, 0);
    return 0;
}
