/* Wrong: the program to execute is not found, and the child goes on with its parent's code.
 * Must say: worker +\d+ execlp\("lss", "lss", \(char \*\)NULL\); +execve ENOENT
 * Must say: JS032\]: After its exec had failed \(ENOENT\) the worker went on with its parent's code
 * Must say: execlp\(.* *\n(.*\n)?.*the exec of the worker failed here \(ENOENT\)
 * Must say: help: an exec that fails returns: end the child right behind it by _exit\(127\)\.
 * Must not say: JS043
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
