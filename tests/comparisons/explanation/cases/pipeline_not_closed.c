/* Wrong: the parent has the writing end of the pipe that its child reads to its end.
 * Must say: \[JS015\] Deadlock: wc \(\d+\) reads a pipe to its end, and the parent holds the writing end open \(fd 4\)
 * Must say: waitpid\(right, NULL, 0\);\n.* parent waits here
 * Must not say: communicate
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int ends[2];
	if (pipe(ends) != 0)
		return 1;
	pid_t left = fork();
	if (left == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execlp("echo", "echo", "one", "two", (char *)NULL);
		_exit(127);
	}
	pid_t right = fork();
	if (right == 0) {
		dup2(ends[0], STDIN_FILENO);
		close(ends[0]);
		close(ends[1]);
		execlp("wc", "wc", "-w", (char *)NULL);
		_exit(127);
	}
	waitpid(left, NULL, 0);
	waitpid(right, NULL, 0);
	puts("prompt> ");
}
