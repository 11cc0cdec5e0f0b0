/* Wrong: two processes write to each other, and neither reads.
 * Must say: \[JS034\] Deadlock: the parent waits for room in a pipe that cat \(\d+\) should read from
 * Must say: parent waits here
 * Must not say: to end
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static char data[1 << 20];
int main(void)
{
	int in[2], out[2];
	if (pipe(in) || pipe(out)) return 1;
	if (fork() == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[0]); close(in[1]); close(out[0]); close(out[1]);
		execlp("cat", "cat", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	if (write(in[1], data, sizeof data) < 0) return 1;
	close(in[1]);
	while (read(out[0], data, sizeof data) > 0)
		;
	wait(NULL);
	puts("done");
}
