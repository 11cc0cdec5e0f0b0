/* Wrong: the child gets a copy of a mutex that is locked, and nobody can unlock that.
 * Deadline: 2
 * Must say: int taken = pthread_mutex_lock\(&mutex\);\n.* worker waits here
 * Must say: (?m)^ *worker \(\d+\) +=*\.{5,}$
 */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

int
main(void)
{
    pthread_mutex_lock(&mutex);
    pid_t pid = fork();
    if (pid == 0) {
        int taken = pthread_mutex_lock(&mutex);
        _exit(taken);
    }
    waitpid(pid, NULL, 0);
    return 0;
}
