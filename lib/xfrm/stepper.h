/*
 * xfrm/stepper.h - gzip members decoded as their bytes come, by a state that can be copied: for joining the
 * pieces of a stream by trial. Nothing is read ahead; what comes out is handed over or thrown away.
 */
#ifndef XFRM_STEPPER_H
#define XFRM_STEPPER_H

#include "base/fault.h"
#include "base/macros.h"
#include "base/span.h"

struct stepper;

enum stepper_outcome {
	STEPPER_END = 1, /* a member is complete, its checksum and length hold */
	STEPPER_BAD,     /* these bytes cannot go on here */
	STEPPER_MISFIT,  /* a member is complete and its length holds, its checksum does not; the next four bytes
	                    are still its own */
};

/* Ready for a member's first byte. */
int stepper_new(struct stepper **out, struct fault *f) MUST_USE;
int stepper_clone(struct stepper **out, const struct stepper *s, struct fault *f) MUST_USE;
void stepper_free(struct stepper *s);
DEFINE_OWN_PTR(stepper, struct stepper, stepper_free)
/* After STEPPER_END: ready for the next member. */
int stepper_restart(struct stepper *s, struct fault *f) MUST_USE;

/* Takes bytes off *in until it is empty or `room` bytes of output are there. 0: go on (with output taken away
 * when *got == room, else with more input); STEPPER_END, STEPPER_BAD: *in begins at the byte after. */
int stepper_step(struct stepper *s, struct span *in, uint8_t *into, size_t room, size_t *got,
                 struct fault *f) MUST_USE;

#endif
