/* Bodies of an archive read by other threads than the one that walks; bounded, and never stuck. */
#include "test_source.h"

#include <pthread.h>

enum { QUEUE = 64 };

/* What a walker hands over and readers take, in order. */
struct queue {
	pthread_mutex_t lock;
	pthread_cond_t change;
	struct {
		struct stream *in;
		size_t index;
	} job[QUEUE];
	size_t first, n;
	bool ended;
	struct sight *sight;
	unsigned drop; /* every so manieth body is closed without or in the middle of reading; 0:
	                  none */
};

static void put(struct queue *q, struct stream *in, size_t index)
{
	(void)pthread_mutex_lock(&q->lock);
	while (q->n == QUEUE)
		(void)pthread_cond_wait(&q->change, &q->lock);
	q->job[(q->first + q->n) % QUEUE].in = in;
	q->job[(q->first + q->n) % QUEUE].index = index;
	q->n++;
	(void)pthread_cond_broadcast(&q->change);
	(void)pthread_mutex_unlock(&q->lock);
}

static struct stream *take(struct queue *q, size_t *index)
{
	struct stream *in = NULL;

	(void)pthread_mutex_lock(&q->lock);
	while (q->n == 0 && !q->ended)
		(void)pthread_cond_wait(&q->change, &q->lock);
	if (q->n > 0) {
		in = q->job[q->first].in;
		*index = q->job[q->first].index;
		q->first = (q->first + 1) % QUEUE;
		q->n--;
		(void)pthread_cond_broadcast(&q->change);
	}
	(void)pthread_mutex_unlock(&q->lock);
	return in;
}

struct outcome { /* of one body; the reader's alone until it is joined */
	int rc;
	uint64_t size;
	struct digest digest;
	char why[160];
};

static struct outcome outcomes[8192];

static void *reader(void *user)
{
	struct queue *q = (struct queue *)user;
	struct stream *in;
	size_t i;

	while ((in = take(q, &i)) != NULL) {
		struct fault f = FAULT_INIT;
		uint8_t some[100];
		size_t got = 0;

		if (q->drop > 0 && i % q->drop == 0) {
			if (i % (2 * q->drop) == 0)
				outcomes[i].rc = stream_read(in, some, sizeof some, &got, &f);
		} else {
			outcomes[i].rc = take_in(in, &outcomes[i].digest, &outcomes[i].size,
			                         outcomes[i].why);
		}
		stream_close(in);
	}
	return NULL;
}

/* Walks with `readers` threads beside; what they read is in outcomes[], by entry. */
static void walk_with(struct sight *out, const char *path, const struct limits *limits,
                      unsigned readers, unsigned drop)
{
	struct queue q = { .drop = drop };
	OWNED(source) struct source *s = NULL;
	struct fault f = FAULT_INIT;
	pthread_t threads[8];
	char why[256];
	struct entry e;
	int rc;

	memset(out, 0, sizeof *out);
	memset(outcomes, 0, sizeof outcomes);
	(void)pthread_mutex_init(&q.lock, NULL);
	(void)pthread_cond_init(&q.change, NULL);
	must(source_open(&s, path, SOURCE_AUTO, limits, &no_watch, why, &f), &f);
	for (unsigned i = 0; i < readers; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, reader, &q), 0);
	while ((rc = source_next(s, &e, &f)) == 0) {
		struct seen x = seen_of(&e);
		struct stream *in = NULL;
		size_t index = out->v.n;

		must(VEC_PUSH(&out->v, x, &f), &f);
		if (e.kind != ENTRY_FILE)
			continue;
		must(source_body(s, &e, &in, &f), &f);
		put(&q, in, index);
	}
	assert_int_equal(rc, SOURCE_END);
	must(source_finish(s, &out->end, &f), &f);
	(void)pthread_mutex_lock(&q.lock);
	q.ended = true;
	(void)pthread_cond_broadcast(&q.change);
	(void)pthread_mutex_unlock(&q.lock);
	for (unsigned i = 0; i < readers; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	(void)pthread_cond_destroy(&q.change);
	(void)pthread_mutex_destroy(&q.lock);
}

/* Many small members and one of 50 MB among them. */
static void make_archive(const char *dir, const char *pack)
{
	uint8_t *big = (uint8_t *)malloc(50 << 20);
	char path[512];

	assert_non_null(big);
	noise(big, 50 << 20, 4);
	assert_int_equal(
	        shell("mkdir '%s/src' && cd '%s/src' && seq -w 2000 | split -l 1 -a 4 - small", dir,
	              dir),
	        0);
	write_bytes(under(path, dir, "src/small-in-the-middle"), big, 50 << 20);
	write_bytes(under(path, dir, "src/small0"), big, 3 << 20);
	free(big);
	assert_int_equal(
	        shell("cd '%s/src' && ls | LC_ALL=C sort -r | tar c -T - | %s >../t", dir, pack),
	        0);
}

static void readers_get_what_the_files_hold(void **state)
{
	static const uint64_t budgets[] = { 32u << 20, 1u << 20, 300, 0 };
	OWNED(place_made) struct place_made p = place_make();
	OWNED(sight) struct sight dir = { .open = 0 };
	char src[512], path[512];

	(void)state;
	make_archive(p.dir, "cat");
	see(&dir, under(src, p.dir, "src"));
	for (size_t b = 0; b < COUNT(budgets); b++)
		for (unsigned readers = 1; readers < 4; readers += 2) {
			struct limits limits = default_limits;
			OWNED(sight) struct sight s = { .open = 0 };

			limits.pipe_bytes = budgets[b];
			walk_with(&s, under(path, p.dir, "t"), &limits, readers, 0);
			assert_int_equal(s.v.n + 1, dir.v.n);
			for (size_t i = 0; i < s.v.n; i++) {
				const struct seen *want = get(&dir, s.v.v[i].path);

				if (outcomes[i].rc != 0 || outcomes[i].size != want->size ||
				    !digest_eq(&outcomes[i].digest, &want->digest))
					fail_msg("%s with %u readers, budget %" PRIu64 ": %d %s",
					         want->path, readers, budgets[b], outcomes[i].rc,
					         outcomes[i].why);
			}
			assert_true(s.end.has_digest);
		}
}

static void bodies_may_be_closed_early(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct limits limits = default_limits;
	OWNED(sight) struct sight dir = { .open = 0 };
	struct digest container = { 0 };
	char src[512], path[512];

	(void)state;
	make_archive(p.dir, "gzip -1");
	see(&dir, under(src, p.dir, "src"));
	limits.pipe_bytes = 1 << 20;
	for (unsigned drop = 1; drop < 4; drop++) {
		OWNED(sight) struct sight s = { .open = 0 };

		walk_with(&s, under(path, p.dir, "t"), &limits, 2, drop);
		assert_int_equal(s.v.n + 1, dir.v.n);
		for (size_t i = 0; i < s.v.n; i++) {
			const struct seen *want = get(&dir, s.v.v[i].path);

			if (i % drop != 0 && !digest_eq(&outcomes[i].digest, &want->digest))
				fail_msg("%s: %s", want->path, outcomes[i].why);
		}
		/* what nobody read was hashed with the container all the same */
		assert_true(s.end.has_digest);
		assert_true(drop == 1 || digest_eq(&container, &s.end.digest));
		container = s.end.digest;
	}
}

/* A walker may hold some bodies back, and then meet a large one: taking that must not wait for
 * them. */
static void bodies_held_back_do_not_stop_the_walker(void **state)
{
	static const uint64_t sizes[] = { 31, 32, 33, 15, 16, 17 }; /* in 32nds of the budget */
	struct limits limits = default_limits;

	(void)state;
	limits.pipe_bytes = 4 << 20;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		OWNED(place_made) struct place_made p = place_make();
		OWNED(source) struct source *s = NULL;
		struct stream *held[31], *large = NULL;
		struct fault f = FAULT_INIT;
		char path[512], why[256];
		struct entry e;

		assert_int_equal(shell("cd '%s' && for i in $(seq -w 31); do head -c 60000 "
		                       "/dev/zero >a$i; done; "
		                       "head -c %" PRIu64
		                       " /dev/zero >b; tar cf t --sort=name a* b",
		                       p.dir, sizes[i] * (limits.pipe_bytes / 32)),
		                 0);
		must(source_open(&s, under(path, p.dir, "t"), SOURCE_AUTO, &limits, &no_watch, why,
		                 &f),
		     &f);
		for (size_t k = 0; k < COUNT(held); k++) {
			must(source_next(s, &e, &f), &f);
			must(source_body(s, &e, &held[k], &f), &f);
		}
		must(source_next(s, &e, &f), &f);
		(void)alarm(60); /* stuck is a failure, not a wait */
		must(source_body(s, &e, &large, &f), &f);
		(void)alarm(0);
		for (size_t k = 0; k < COUNT(held); k++)
			stream_close(held[k]);
		stream_close(large);
	}
}

static void a_small_body_needs_no_second_thread(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(sight) struct sight s = { .open = 0 };
	char path[512];

	(void)state;
	assert_int_equal(shell("cd '%s' && head -c 10M /dev/zero >a && tar czf t a a a", p.dir), 0);
	see(&s, under(path, p.dir, "t"));
	assert_int_equal(s.v.v[0].body_size, 10 << 20);
}

/* The source goes away while bodies are still open: the reader is told, not left waiting. */
static void a_closed_source_breaks_open_bodies(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct limits limits = default_limits;
	struct source *s = NULL;
	struct fault f = FAULT_INIT;
	char path[512], why[256], words[160];
	struct digest digest;
	struct entry e;
	uint64_t size;

	(void)state;
	assert_int_equal(
	        shell("cd '%s' && head -c 3M /dev/zero >a && echo x >b && tar cf t b a", p.dir), 0);
	limits.pipe_bytes = 1 << 20;
	for (int finish = 0; finish < 2; finish++) {
		OWNED(stream) struct stream *small = NULL;
		OWNED(stream) struct stream *large = NULL;
		struct source_end end;

		must(source_open(&s, under(path, p.dir, "t"), SOURCE_AUTO, &limits, &no_watch, why,
		                 &f),
		     &f);
		must(source_next(s, &e, &f), &f);
		must(source_body(s, &e, &small, &f), &f);
		must(source_next(s, &e, &f), &f);
		must(source_body(s, &e, &large, &f), &f);
		if (finish)
			must(source_finish(s, &end, &f), &f);
		source_close(s);
		assert_int_equal(take_in(small, &digest, &size, words), 0);
		assert_int_equal(size, 2);
		assert_int_equal(take_in(large, &digest, &size, words), STREAM_BROKEN);
		assert_true(words[0] != '\0');
	}
}

/* A member cut off in the middle: its reader is told. */
static void a_member_that_breaks_off_is_told_to_its_reader(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	struct limits limits = default_limits;
	OWNED(sight) struct sight s = { .open = 0 };
	char path[512];

	(void)state;
	assert_int_equal(
	        shell("cd '%s' && head -c 3M /dev/zero >a && tar cf t a && truncate -s 2M t",
	              p.dir),
	        0);
	limits.pipe_bytes = 1 << 20;
	walk_with(&s, under(path, p.dir, "t"), &limits, 2, 0);
	assert_int_equal(s.v.n, 2);
	assert_int_equal(s.v.v[1].kind, ENTRY_TROUBLE);
	assert_int_equal(outcomes[0].rc, STREAM_BROKEN);
	assert_int_equal(outcomes[0].size, (2 << 20) - 512);
	assert_true(s.end.has_digest);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers_get_what_the_files_hold),
		cmocka_unit_test(bodies_may_be_closed_early),
		cmocka_unit_test(bodies_held_back_do_not_stop_the_walker),
		cmocka_unit_test(a_small_body_needs_no_second_thread),
		cmocka_unit_test(a_closed_source_breaks_open_bodies),
		cmocka_unit_test(a_member_that_breaks_off_is_told_to_its_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
