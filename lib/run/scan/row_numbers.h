/*
 * run/scan/row_numbers.h - what numbers of registries' tables stand for, where tables are known by their form alone: rows that lie
 * there say it, and a row of the form of a tag is one only where they agree.
 */
#ifndef RUN_SCAN_ROW_NUMBERS_H
#define RUN_SCAN_ROW_NUMBERS_H

#include "base/vec.h"
#include "postgres/postgres.h"

/* Numbers of one product's tables mean nothing in another's. */
enum row_product { ROW_HARBOR, ROW_QUAY, ROW_GITLAB, ROW_PRODUCTS };
enum row_product run_row_product(const struct pg_row *r);

struct row_number {
	uint64_t key, means; /* table and number; what the row says of it */
	uint64_t of;         /* of an artifact: its repository's number */
	bool two;            /* it stands for two things */
	bool tag;            /* of a tag's row, or of a tag's name, which stands for its row's number */
	enum row_product product;
};

struct row_numbers {
	VEC(struct row_number) v; /* by key, once settled */
	bool mixed[ROW_PRODUCTS]; /* rows of the form of its tags are of two tables */
};

/* Do rows of other tables name this one's by number? */
bool run_row_referred_to(struct span table);
int run_row_numbers_note(struct row_numbers *x, const struct pg_row *r, const struct limits *limits, const struct watch *watch, struct fault *f) MUST_USE;
void run_row_numbers_settle(struct row_numbers *x);
/* May the row be told? One of a tag's form: where what it names lies there too, in the repository it names. `unsure`: numbers may
 * be another server's. */
bool run_row_numbers_join(const struct row_numbers *x, const struct pg_row *r, bool unsure);
/* Has the row's own number two meanings? */
bool run_row_numbers_two(const struct row_numbers *x, const struct pg_row *r);

#endif
