/* Wrong: the program to execute is not found, and the child goes on with its parent's code.
 * Must say: worker +\(cannot execute /\S*lss: there is no such file\) +execve ENOENT
 * Must say: JS032\]: After the fork the worker went on with its parent's code
 * Must not say: was cut short
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	if (fork() == 0)
		execlp("lss", "lss", (char *)NULL);
	wait(NULL);
	puts("listed");
}
