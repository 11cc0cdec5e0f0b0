/* Right: a worker waits for its own child, in the function that its parent has
 * called: run() is no wait of the worker, though it is one of its parent.
 * Must say: C( fork)? at waits_where_it_was_forked\.c:18: waitpid\(\) .* worker 2 had ended
 * Must say: waits_where_it_was_forked\.c:29: run\(\) .* worker 1 had ended
 */
#include <sys/wait.h>
#include <unistd.h>

static void
run(void)
{
    pid_t worker = fork();
    if (worker == 0) {
        pid_t own = fork();
        if (own == 0)
            _exit(2);
        /* its parent is in run() as well */
        waitpid(own, NULL, 0);
        _exit(1);
    }
    waitpid(worker, NULL, 0);
}

int
main(void)
{
    /* how long it takes does not matter */

    run();
    return 0;
}
