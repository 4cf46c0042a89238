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
	  "ページ長が8192バイトでないPostgreSQLデータディレクトリであり、読み取っていない") \
	X(DB_COLLECTION, 7004, "ttt", \
	  "the registry's database lists a run of garbage collection: status %.*s, trigger %.*s, ended %.*s", \
	  "レジストリのデータベースにガベージコレクションの実行記録がある（状態{0}、契機{1}、終了{2}）") \
	X(DB_RETENTION, 7005, "ttt", \
	  "the registry's database lists a run of tag retention: status %.*s, trigger %.*s, ended %.*s", \
	  "レジストリのデータベースにタグ保持ポリシーの実行記録がある（状態{0}、契機{1}、終了{2}）") \
	X(DB_ROW, 7006, "tnn", \
	  "row of table %s, page %" PRIu64 ", place %" PRIu64, \
	  "表{0}の行、ページ{1}、位置{2}") \
	X(DB_ROW_OF_LOG, 7007, "tnn", \
	  "row of table %s that the write-ahead log alone still has, once page %" PRIu64 ", place %" PRIu64, \
	  "表{0}の行。先行書込みログにのみ残る（元の位置はページ{1}、位置{2}）") \
	X(DB_BY_TRANSACTION, 7008, "n", \
	  "transaction %" PRIu64, \
	  "トランザクション{0}") \
	X(DB_READ, 7009, "tnnnnnnn", \
	  "PostgreSQL %s: %" PRIu64 " living rows, %" PRIu64 " that are no more, of these %" PRIu64 " in the log alone, %" PRIu64 " in freed space of pages, %" PRIu64 " in files that no table names; %" PRIu64 " pages, %" PRIu64 " records of the log", \
	  "PostgreSQL {0}：現存する行{1}、現存しない行{2}（うちログのみに残る行{3}、ページ内の解放済み領域に残る行{4}、どの表にも属さないファイルに残る行{5}）。ページ{6}、ログのレコード{7}") \
	X(DB_PAGE_TORN, 7010, "n", \
	  "%" PRIu64 " pages of this file do not match their checksum", \
	  "このファイルの{0}ページがチェックサムと一致しない") \
	X(DB_PAGE_DAMAGED, 7011, "n", \
	  "%" PRIu64 " pages of this file are no pages of a table, or not whole", \
	  "このファイルの{0}ページは表のページでないか、完全でない") \
	X(DB_PAGE_MENDED, 7031, "n", \
	  "%" PRIu64 " pages of this file do not match their checksum; the write-ahead log has them whole, as the server's recovery would lay them there, and they are read from it", \
	  "このファイルの{0}ページがチェックサムと一致しない。先行書込みログに、サーバの復旧処理で書き戻されるページ全体が残っているため、そこから読み取った") \
	X(DB_REMNANT, 7032, "tnn", \
	  "remnant of a row of table %s in freed space of page %" PRIu64 ", once place %" PRIu64, \
	  "表{0}の行の残存データ。ページ{1}の解放済み領域にある（元の位置は{2}）") \
	X(DB_STRAY_ROW, 7033, "tnn", \
	  "row of table %s in a file that no table names any more, page %" PRIu64 ", place %" PRIu64, \
	  "表{0}の行。どの表にも属さなくなったファイルにある（ページ{1}、位置{2}）") \
	X(TAGS_FOUND, 7034, "", \
	  "that database is among the sources: its tags were read, and are listed as current or deleted by what its rows say (finding database-read)", \
	  "そのデータベースはソースの中にある。タグはそこから読み取られ、行の内容に従って現行又は削除済みとして一覧に示される（所見database-read）") \
	X(HARBOR_FROM_2_READ, 7035, "", \
	  "Harbor from 2.0 on keeps the tags in its PostgreSQL, which is in this source and was read (finding database-read): tags are listed by its rows; links to tags here are of older pushes", \
	  "Harborは2.0以降、タグをPostgreSQLに保持する。そのPostgreSQLはこのソースにあり、読み取られた（所見database-read）。タグはその行に従って一覧に示される。ここにあるタグへのリンクは、それ以前のプッシュのものである") \
	X(DB_LOOSE_ROW, 7037, "tnn", \
	  "row of table %s on a page that lies in free space, once page %" PRIu64 " of its table, place %" PRIu64, \
	  "表{0}の行。空き領域にあるページに残る（元は表のページ{1}、位置{2}）") \
	X(DB_LOOSE_BY_CATALOG, 7038, "", \
	  "a page does not name its table: of the tables that catalog pages lying there describe, and of the published ones, its rows fit this one alone", \
	  "ページには表の名が記されない。同じ領域にあるカタログのページが示す表及び公開されている表のうち、このページの行がすべて適合するのはこの表のみである") \
	X(DB_LOOSE_BY_SHAPE, 7039, "", \
	  "a page does not name its table, and no catalog that does was found: its rows have the published form of this one, and of no other known there", \
	  "ページには表の名が記されず、これを示すカタログも見つかっていない。このページの行はすべてこの表の公開されている形に適合し、知られている他の表には適合しない") \
	X(DB_LOOSE_BY_NODE, 7044, "", \
	  "the write-ahead log that lies there has the record which the page names as its last, and with it the file; a catalog page gives that file to this table", \
	  "そこにある先行書込みログに、このページが最後の変更として示すレコードがあり、それによりファイルが分かる。カタログのページはそのファイルをこの表のものとする") \
	X(DB_LOOSE_READ, 7040, "nnnnnnn", \
	  "free space: %" PRIu64 " pages of PostgreSQL tables lie there whole, %" PRIu64 " of them confirmed by their checksum; %" PRIu64 " are of catalogs, %" PRIu64 " of tables of a registry, and %" PRIu64 " would fit two tables, so that nothing is told of them; %" PRIu64 " rows, and %" PRIu64 " of which it is not known that they were ever committed", \
	  "空き領域：PostgreSQLの表のページが完全な形で{0}ページあり、うち{1}ページはチェックサムで確認できた。カタログのページ{2}、レジストリの表のページ{3}。二つの表に適合するため扱わないページ{4}。行{5}、確定されたか不明で扱わない行{6}") \
	X(DB_LOOSE_SERVERS, 7041, "n", \
	  "%" PRIu64 " servers name themselves there: no row is joined to another by its number, which may be another server's", \
	  "{0}台のサーバの識別子がそこにある。番号は別のサーバのものである可能性があるため、番号による行の結合は行わない") \
	X(DB_LOOSE_NUMBERS, 7042, "n", \
	  "%" PRIu64 " rows bear numbers that two different things have there: nothing is joined by these", \
	  "{0}行の番号は、そこで二つの異なるものを指す。これらの番号による結合は行わない") \
	X(DB_LOOSE_UNJOINED, 7043, "n", \
	  "%" PRIu64 " rows of the form of tag are not told, since no row of artifact that lies there has their number and repository", \
	  "tagの形に適合する{0}行は、番号及びリポジトリが一致するartifactの行がそこにないため扱わない") \
	X(DB_BY_FORM, 2298, "", \
	  "no catalog tells this file's table: all its rows have the published form of this one, and of no other known", \
	  "このファイルの表を示すカタログがない。行はすべてこの表の公開されている形に適合し、知られている他の表には適合しない") \
	X(DB_FORMS, 2299, "nnnn", \
	  "the catalog of a database here is lost or damaged: %" PRIu64 " files were taken for tables of a registry by the published form of their rows, %" PRIu64 " rows; %" PRIu64 " files would fit two tables, or are two for one, so that nothing is told of them; %" PRIu64 " rows of the form of a tag are not told, since no row there has the number and the repository that they name, or two tables have this form", \
	  "ここにあるデータベースのカタログが失われているか損傷している。行の公開されている形によりレジストリの表とみなしたファイル{0}、その行{1}。二つの表に適合するか、一つの表に二つあるため扱わないファイル{2}。番号及びリポジトリが一致する行がそこにないか、二つの表がこの形を持つため扱わない、タグの形の行{3}") \
	X(DB_CATALOG, 7012, "", \
	  "tables of a registry stand in this database's catalog, but their columns could not be made out", \
	  "このデータベースのカタログにレジストリの表があるが、その列を判別できなかった") \
	X(DB_MYSQL, 7013, "", \
	  "the folder of a MySQL or MariaDB server (older Harbor, Quay): it is not read here; a copy of it, started with its own server, tells what its tables say of tags and manifests", \
	  "MySQL又はMariaDBサーバのディレクトリ（旧版のHarbor、Quay）であり、ここでは読み取らない。その複製を当該サーバで起動すれば、タグ及びマニフェストについて表の内容を確認できる") \
	X(DB_REDIS, 7036, "", \
	  "a dump of Redis, where Harbor and others keep queues of jobs, sessions and caches, and no tags: it is not read", \
	  "Redisのダンプである。Harborなどはここにジョブの待ち行列、セッション及びキャッシュを保持し、タグは保持しない。読み取っていない") \
	X(LITE_NO_HEAD, 7051, "", \
	  "no SQLite database: its header is not there", \
	  "SQLiteデータベースではない。ヘッダがない") \
	X(LITE_HEAD_DAMAGED, 7052, "", \
	  "an SQLite database whose header is damaged: it is not read", \
	  "ヘッダが損傷したSQLiteデータベースであり、読み取っていない") \
	X(LITE_ROW, 7053, "tnn", \
	  "row of table %s, page %" PRIu64 ", byte %" PRIu64 " of the file", \
	  "表{0}の行、ページ{1}、ファイルの{2}バイト目") \
	X(LITE_ROW_PAST, 7054, "tnn", \
	  "row of table %s as an earlier state of page %" PRIu64 " has it, byte %" PRIu64 " of the file", \
	  "表{0}の行。ページ{1}の以前の状態に残る（ファイルの{2}バイト目）") \
	X(LITE_ROW_FREED, 7055, "tnn", \
	  "row of table %s in freed space of page %" PRIu64 ", byte %" PRIu64 " of the file", \
	  "表{0}の行。ページ{1}の解放済み領域に残る（ファイルの{2}バイト目）") \
	X(LITE_READ, 7056, "nnnn", \
	  "SQLite: %" PRIu64 " living rows of a registry's tables, %" PRIu64 " that are no more; %" PRIu64 " pages, %" PRIu64 " of them free", \
	  "SQLite：レジストリの表の現存する行{0}、現存しない行{1}。ページ{2}、うち空き{3}") \
	X(LITE_DELETED_FILE, 7066, "", \
	  "a deleted file, found whole: what its tables hold as living stood there when it was written last, and is no more", \
	  "削除されたファイルであり、完全な形で見つかった。その表に現存する行は、最後に書き込まれた時点にあったもので、現在はない") \
	X(LITE_LOG, 7057, "nnn", \
	  "of its write-ahead log %" PRIu64 " pages count, %" PRIu64 " were never committed and are not told, %" PRIu64 " are of earlier turns", \
	  "先行書込みログの{0}ページが有効であり、{1}ページは確定されておらず扱わない。{2}ページは以前の周回のもの") \
	X(LITE_NO_LOG, 7058, "", \
	  "its header says that it has a write-ahead log, and none lies beside it: what was committed last may be missing, unless it was closed", \
	  "ヘッダは先行書込みログの存在を示すが、同じ場所にない。正常に閉じられていなければ最後の確定内容が欠けている可能性がある") \
	X(LITE_HOT, 7059, "nn", \
	  "a transaction did not end: it is rolled back by %" PRIu64 " pages of the journal, and %" PRIu64 " free pages are not searched, since it may have written there", \
	  "終了していないトランザクションがある。ジャーナルの{0}ページにより元に戻して読み、そのトランザクションが書き込んだ可能性のある空き{1}ページは検索していない") \
	X(LITE_JOURNAL, 7060, "n", \
	  "its finished journal keeps %" PRIu64 " pages as they were", \
	  "終了したジャーナルに以前の状態の{0}ページが残る") \
	X(LITE_DAMAGED, 7061, "n", \
	  "%" PRIu64 " pages of this SQLite database could not be read: it does not tell what is there now, and no row is called deleted for its absence", \
	  "このSQLiteデータベースの{0}ページを読み取れなかった。現状を示すものとはせず、行がないことを理由に削除とはしない") \
	X(LITE_TOO_LARGE, 7062, "n", \
	  "an SQLite database that is, with its log, larger than %" PRIu64 " bytes: it was not read; --limit lite_bytes=N raises that", \
	  "ログを含め{0}バイトを超えるSQLiteデータベースであり、読み取っていない。--limit lite_bytes=Nで上限を上げられる") \
	X(LITE_CONTAINER, 7063, "tt", \
	  "podman's database lists a container %.*s made of the image %.*s", \
	  "podmanのデータベースに、イメージ{1}から作られたコンテナ{0}の記録がある") \
	X(LITE_UNCOMPRESSED, 7064, "t", \
	  "a container host's cache of blobs: its bytes unpack to %s", \
	  "コンテナホストのblobキャッシュの記録：展開すると{0}になる") \
	X(LITE_LOCATION, 7065, "ttt", \
	  "a container host's cache of blobs: known at %.*s %.*s %.*s", \
	  "コンテナホストのblobキャッシュの記録：{0} {1} {2} に存在")

#endif
