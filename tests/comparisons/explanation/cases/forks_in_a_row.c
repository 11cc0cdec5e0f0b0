/* Wrong: each child goes on to fork as well, so there are eight processes.
 * Must say: JS032\].*both ran lines 13, 14, 16\. Behind their own forks (6 other workers|worker \d.* and worker \d) went on
 * Must not say: JS032\].*The same is true of
 * Must say: worker 7
 * Must not say: exitcode
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	fork();
	fork();
	fork();
	printf("hello\n");
	while (wait(NULL) > 0)
		;
	return 0;
}
