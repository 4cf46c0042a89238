#include "volume/private.h"
int lvm_assemble(struct finder *x, struct fault *f)
{
	(void)f;
	for (size_t i = 0; i < x->members.n; i++)
		x->members.v[i].done = true;
	return 0;
}
