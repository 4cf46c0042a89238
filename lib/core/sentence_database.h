/* core/sentence_database.h - what is said of databases that registries keep their names in. */
#ifndef CORE_SENTENCE_DATABASE_H
#define CORE_SENTENCE_DATABASE_H

#include <inttypes.h>

/* id, number, kinds of its arguments, English, Japanese: core/sentence.h */
#define SENTENCES_DATABASE(X) \
	X(PG_VERSION_NOT_READ, 7001, "", \
	  "a PostgreSQL data directory of a version that is not read: 9.6 to 17 are", \
	  "読取りに対応しない版のPostgreSQLデータディレクトリである。対応するのは9.6から17まで") \
	X(PG_CONTROL_NOT_READ, 7002, "", \
	  "a PostgreSQL data directory whose global/pg_control is absent, or does not match its CRC", \
	  "global/pg_controlがないか、そのCRCが一致しないPostgreSQLデータディレクトリである") \
	X(PG_PAGES_NOT_READ, 7003, "", \
	  "a PostgreSQL data directory of pages that are not 8192 bytes long: it is not read", \
	  "ページ長が8192バイトでないPostgreSQLデータディレクトリであり、読み取っていない")

#endif
