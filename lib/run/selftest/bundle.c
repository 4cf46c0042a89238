/*
 * run/selftest/bundle.c - the fixtures of the selftest, put into the read-only section by the assembler: made by a real
 * registry, what is in them recorded by their recipes from what was pushed and deleted.
 */
#include "run/selftest/bundle.h"

#define BUNDLE(id, path)                                                                                        \
	__asm__(".pushsection .rodata\n.balign 8\nsherd_" #id "_from:\n.incbin \"" path "\"\nsherd_" #id              \
	        "_to:\n.byte 0\n.popsection\n");                                                                     \
	extern const unsigned char id##_from[] __asm__("sherd_" #id "_from") __attribute__((visibility("hidden")));      \
	extern const unsigned char id##_to[] __asm__("sherd_" #id "_to") __attribute__((visibility("hidden")));

BUNDLE(deletes, "fixtures/deletes/tree.tar.zst")
BUNDLE(deletes_truth, "fixtures/deletes/truth.json")
BUNDLE(gc, "fixtures/gc/tree.tar.zst")
BUNDLE(gc_truth, "fixtures/gc/truth.json")
BUNDLE(live, "fixtures/live/tree.tar.zst")
BUNDLE(live_truth, "fixtures/live/truth.json")

static struct span between(const unsigned char *from, const unsigned char *to)
{
	return span_make(from, (size_t)((uintptr_t)to - (uintptr_t)from));
}

const char *run_bundle_name(int i)
{
	static const char *const names[BUNDLES] = { "deletes", "gc", "live" };

	return names[i];
}

struct span run_bundle_tree(int i)
{
	return i == 0 ? between(deletes_from, deletes_to) : i == 1 ? between(gc_from, gc_to) : between(live_from, live_to);
}

struct span run_bundle_truth(int i)
{
	return i == 0   ? between(deletes_truth_from, deletes_truth_to)
	       : i == 1 ? between(gc_truth_from, gc_truth_to)
	                : between(live_truth_from, live_truth_to);
}
