/* core/sentence_graph.h - what graph/ concludes: findings, events, sessions. */
#ifndef CORE_SENTENCE_GRAPH_H
#define CORE_SENTENCE_GRAPH_H

#include <inttypes.h>

/* id, number, kinds of its arguments, English, Japanese: core/sentence.h */
#define SENTENCES_GRAPH(X) \
	X(LINK_SAYS_DIRECTORY, 1001, "tt", \
	  "the link says %s, its directory %s", \
	  "リンクの内容は{0}であり、ディレクトリは{1}を示している") \
	X(TAG_NAME_BREAKS, 1002, "", \
	  "the tag's name breaks the registry's grammar", \
	  "タグの名称がレジストリの文法に反している") \
	X(REPOSITORY_NAME_BREAKS, 1003, "", \
	  "a repository's name breaks the registry's grammar", \
	  "リポジトリの名称がレジストリの文法に反している") \
	X(DIRECTORY_NO_KNOWN, 1004, "", \
	  "a directory no known version of the registry makes", \
	  "既知のいずれの版のレジストリも作成しないディレクトリである") \
	X(FILE_NO_KNOWN, 1005, "", \
	  "a file no known version of the registry writes", \
	  "既知のいずれの版のレジストリも書き込まないファイルである") \
	X(INDEX_GIVES_THIS, 1018, "", \
	  "the index gives this name to several images", \
	  "索引がこの名称を複数のイメージに与えている") \
	X(REVISIONS_REPOSITORIES_NO, 1019, "nn", \
	  "%" PRIu64 " revisions in %" PRIu64 " repositories and no tags directory anywhere: every manifest was put by digest, as where a product keeps the tags in its database; by these links all of them are untagged", \
	  "{1}件のリポジトリに{0}件のリビジョンがあり、tagsディレクトリはどこにもない。全てのマニフェストがダイジェスト指定で置かれており、製品がタグをデータベースに保持する場合と同じである。このリンクによれば、全てがタグなしとなる") \
	X(LAYER_LINKS_REPOSITORIES, 1020, "nn", \
	  "%" PRIu64 " layer links in %" PRIu64 " repositories and no revision anywhere: no manifest was ever put here, as where a product keeps manifests and tags in its database; by these links no blob is in use", \
	  "{1}件のリポジトリに{0}件のレイヤーリンクがあり、リビジョンはどこにもない。マニフェストはここに置かれておらず、製品がマニフェスト及びタグをデータベースに保持する場合と同じである。このリンクによれば、使用中のブロブはない") \
	X(SYMBOLIC_LINK_NOT_FOLLOWED, 1023, "", \
	  "a symbolic link; it was not followed", \
	  "シンボリックリンクであり、たどっていない") \
	X(NAMED_PIPE_NOT, 1024, "", \
	  "a named pipe; it was not opened", \
	  "名前付きパイプであり、開いていない") \
	X(SOCKET_NOT_OPENED, 1025, "", \
	  "a socket; it was not opened", \
	  "ソケットであり、開いていない") \
	X(DEVICE_OTHER_SPECIAL, 1026, "", \
	  "a device or other special file; it was not opened", \
	  "デバイスその他の特殊ファイルであり、開いていない") \
	X(CONTENT_MAY_FETCHED, 1027, "", \
	  "content may have been fetched without a push and removed by expiry", \
	  "データは、プッシュによらず取得され、期限切れにより除去された可能性がある") \
	X(TEMPORARY_FILE_INTERRUPTED, 1028, "", \
	  "a temporary file of an interrupted write", \
	  "中断された書き込みの一時ファイルである") \
	X(CONFIG_CLAIMS_DIFF_ID, 1029, "ttt", \
	  "the config claims diff_id %s; layer %s inflates to %s", \
	  "イメージ設定が示すdiff IDは{0}であるが、レイヤー{1}の展開後のダイジェストは{2}である") \
	X(DESCRIPTOR_DECLARES_BYTES, 1030, "ntn", \
	  "a descriptor declares %" PRIu64 " bytes for %s, which has %" PRIu64, \
	  "記述子は{1}を{0}バイトと申告しているが、実際は{2}バイトである") \
	X(MANIFEST_LISTS_LAYERS, 1031, "nnnn", \
	  "the manifest lists %" PRIu64 " layers; its config names %" PRIu64 " diff_ids and %" PRIu64 " of %" PRIu64 " history entries made a layer", \
	  "マニフェストのレイヤーは{0}件、イメージ設定のdiff IDは{1}件であり、履歴{3}件のうち{2}件がレイヤーを作成した") \
	X(NO_TAG_INDEX, 1032, "", \
	  "no tag or index of the repository names it: pushed by digest alone, or its tag was removed by a tag delete of registry 3.0 or later, by untagged removal, or by hand", \
	  "リポジトリのいずれのタグ及びインデックスも指していない。ダイジェスト指定のみのプッシュ、レジストリ3.0以降のタグ削除によるタグの除去、タグなしマニフェストの除去又は手作業による除去のいずれかである") \
	X(LINK_YOUNGER_THAN, 1033, "", \
	  "the link is younger than the last change of the shard directory and no bytes are there: a push beside a collection (ghost push), or an incomplete copy; not a deletion", \
	  "リンクはシャードディレクトリの最終変更より新しいが、データがない。ガベージコレクションと並行したプッシュ（ゴーストプッシュ）又は不完全な複製であり、削除ではない") \
	X(LINK_NAMES_REGISTRY, 1034, "", \
	  "a link names it and the registry no longer has its bytes, which are here from elsewhere: swept between the link's time and the shard directory's last change", \
	  "リンクが指しているが、レジストリにはデータがない（本調査では他から得ている）。リンクの時刻からシャードディレクトリの最終変更までの間に除去された") \
	X(LINK_NAMES_REGISTRY_NO, 1035, "", \
	  "a link names it and the registry no longer has its bytes: swept between the link's time and the shard directory's last change", \
	  "リンクが指しているが、レジストリにはデータがない。リンクの時刻からシャードディレクトリの最終変更までの間に除去された") \
	X(LINK_NAMES_NEITHER, 1036, "", \
	  "a link names it, and neither bytes nor shard directory are here: swept, or never part of this copy", \
	  "リンクが指しているが、データもシャードディレクトリもない。除去されたか、当初からこの複製に含まれていない") \
	X(REVISION_LINK_REMOVED, 1037, "", \
	  "its revision link was removed and a tag still names it: deleted by digest through the API of registry 2.6 or older, or removed by hand", \
	  "リビジョンリンクは除去されているが、タグがなお指している。レジストリ2.6以前のAPIによるダイジェスト指定の削除又は手作業による除去である") \
	X(DELETED_DIGEST_HAND, 1038, "", \
	  "deleted by digest or by hand, and not by expiry: the cache's schedule would have dropped it only later", \
	  "ダイジェスト指定又は手作業により削除されたものであり、期限切れによるものではない。キャッシュの予定では、期限はこれより後である") \
	X(DELETED_DIGEST_EXPIRED, 1039, "", \
	  "deleted by digest, or expired: the registry was a pull-through cache", \
	  "ダイジェスト指定により削除されたか、期限切れとなった。レジストリはプルスルーキャッシュであった") \
	X(DELETED_DIGEST_THROUGH, 1040, "", \
	  "deleted by digest through the API; its bytes are still stored: no collection has removed them since", \
	  "APIによりダイジェスト指定で削除された。データはなお保存されており、その後のガベージコレクションにより除去されていない") \
	X(DELETED_DIGEST_THROUGH_API, 1041, "", \
	  "deleted by digest through the API; the registry no longer has its bytes, which are here from elsewhere", \
	  "APIによりダイジェスト指定で削除された。レジストリにはデータもない（本調査では他から得ている）") \
	X(DELETED_DIGEST_THROUGH_API_REGISTRY, 1042, "", \
	  "deleted by digest through the API; the registry no longer has its bytes", \
	  "APIによりダイジェスト指定で削除された。レジストリにはデータもない") \
	X(TAG_STILL_NAMES, 1043, "", \
	  "a tag still names it: deleted by registry 2.6 or older, expired from a cache, or its link removed by hand", \
	  "タグがなお指している。レジストリ2.6以前による削除、キャッシュの期限切れ又は手作業によるリンクの除去である") \
	X(TAGS_NAMED_REMOVED, 1044, "", \
	  "tags that named it were removed with it; their names are not kept here", \
	  "これを指していたタグも同時に除去された。名称はここには残されていない") \
	X(TAG_INDEX_NAMES, 1045, "", \
	  "a tag's index names it and its revision directory is gone: removed outside the API, or an incomplete copy", \
	  "タグの索引が指しているが、リビジョンディレクトリがない。API以外の方法による除去又は不完全な複製である") \
	X(ANOTHER_STORE_GIVES, 1046, "", \
	  "another store gives it this name", \
	  "他のストアがこの名称を付けている") \
	X(ALL_TAGS_REPOSITORY, 1047, "", \
	  "all tags of the repository were removed, the last one then; their names are not kept here", \
	  "リポジトリのすべてのタグが除去された。時刻は最後の除去のものである。名称はここには残されていない") \
	X(NO_REPOSITORY_NAMES, 1048, "", \
	  "no repository names this manifest: a collection with untagged removal dropped its entries and kept its bytes, its repository was removed by hand, or this copy is incomplete", \
	  "いずれのリポジトリもこのマニフェストを指していない。タグなしマニフェストを除去するガベージコレクションがエントリのみを除いてデータを残したか、リポジトリが手作業で除去されたか、この複製が不完全である") \
	X(NO_REPOSITORY_LINKS, 1049, "", \
	  "no repository links this blob: its repository was removed by hand, or this copy is incomplete", \
	  "いずれのリポジトリもこのブロブへのリンクを有しない。リポジトリが手作業で除去されたか、この複製が不完全である") \
	X(LINK_REMOVED_TIME, 1050, "", \
	  "its link was removed in the time of a collection that also took its bytes, as registry 3.0 and later do; or a blob delete just then", \
	  "データも除去したガベージコレクションの時間帯にリンクが除去された。レジストリ3.0以降の動作に合致する。同時刻のブロブ削除の可能性もある") \
	X(LINK_REMOVED_BYTES, 1051, "", \
	  "its link was removed, its bytes are still stored: a blob delete through the API", \
	  "リンクは除去されているが、データはなお保存されている。APIによるブロブ削除である") \
	X(LINK_REMOVED_REGISTRY, 1052, "", \
	  "its link was removed and the registry no longer has its bytes: expired from the pull-through cache, or deleted and collected", \
	  "レジストリにはリンクもデータもない。プルスルーキャッシュの期限切れ、又は削除及びその後のガベージコレクションである") \
	X(LINK_REMOVED_REGISTRY_NO, 1053, "", \
	  "its link was removed, and the registry no longer has its bytes: a blob delete and a collection later, or a collection of registry 3.0 or later", \
	  "レジストリにはリンクもデータもない。ブロブ削除及びその後のガベージコレクション、又はレジストリ3.0以降のガベージコレクションである") \
	X(BLOBS_UPLOADED_MOUNTED, 1054, "", \
	  "blobs were uploaded or mounted, and no manifest was ever put: a push that did not end, or mounts only", \
	  "ブロブはアップロード又はマウントされたが、マニフェストは登録されていない。完了しなかったプッシュ、又はマウントのみである") \
	X(NO_UPLOAD_SESSION, 1055, "", \
	  "no upload session was ever opened here: its blobs were mounted from other repositories or fetched by a cache", \
	  "ここではアップロードのセッションが開かれていない。ブロブは、他のリポジトリからマウントされたか、キャッシュにより取得された") \
	X(BYTES_RECEIVED_NEVER, 1056, "ns", \
	  "%" PRIu64 " bytes received and never committed: %s", \
	  "{0}バイトを受信したが、確定されていない。{1}") \
	X(SESSION_OPENED_NOTHING, 1057, "", \
	  "the session was opened and nothing was sent", \
	  "セッションは開かれたが、データは送信されていない") \
	X(NO_BLOB_KNOWN, 1058, "", \
	  "no blob that is known begins so; a push broken off, or a commit refused for its digest", \
	  "先頭が一致する既知のブロブはない。中断されたプッシュ、又はダイジェストを理由とする確定の拒否である") \
	X(ALL_OF, 1059, "t", \
	  "all of %s", \
	  "{0}の全部に当たる") \
	X(BEGINNING_OF, 1060, "t", \
	  "the beginning of %s", \
	  "{0}の先頭部分に当たる") \
	X(NOTHING_BUT_HASH, 1061, "", \
	  "nothing but a hash state is left of the session: cancelled by the client", \
	  "セッションのうちハッシュ状態のみが残る。クライアントにより取り消された") \
	X(LAST_UPLOAD_SESSION, 1062, "", \
	  "the last upload session of the repository was committed, cancelled or purged", \
	  "リポジトリの最後のアップロードのセッションが、確定、取消し又は消去された") \
	X(TAG_HISTORIES_REVISION, 1063, "nn", \
	  "%" PRIu64 " tag histories and %" PRIu64 " revision directories changed in the time of a collection, as untagged removal (-m) does", \
	  "{0}件のタグ履歴及び{1}件のリビジョンディレクトリが、ガベージコレクションの時間帯に変化した。タグなしマニフェストの除去（-m）の動作に合致する") \
	X(TAG_HISTORIES_REVISION_DIRECTORIES, 1064, "nn", \
	  "%" PRIu64 " tag histories and %" PRIu64 " revision directories changed in the time of a collection: pushes of that time explain it, untagged removal (-m) would, too", \
	  "ガベージコレクションの時刻に、タグ履歴{0}件及びリビジョンディレクトリ{1}件が変更された。同時刻のプッシュにより説明できるが、タグなしマニフェストの除去（-m）によっても生じる") \
	X(UNTAGGED_REVISIONS_OLDER, 1065, "n", \
	  "%" PRIu64 " untagged revisions older than a collection are still there: it ran without untagged removal", \
	  "ガベージコレクションより古いタグなしリビジョンが{0}件残っている。タグなしマニフェストの除去を伴わずに実行された") \
	X(SESSION_NAMES_RANDOM, 1066, "n", \
	  "%" PRIu64 " session names are random (up to 3.0)", \
	  "{0}件のセッションの名称は乱数である（3.0以前）") \
	X(SESSION_NAMES_CARRY, 1067, "n", \
	  "%" PRIu64 " session names carry a time (3.1 and later)", \
	  "{0}件のセッションの名称は時刻を含む（3.1以降）") \
	X(LAYER_LINKS_SWEPT, 1068, "n", \
	  "layer links to %" PRIu64 " swept blobs were left, as 2.x does (3.x removes them)", \
	  "除去されたブロブ{0}件へのレイヤーリンクが残されている。2.xの動作に合致する（3.xはこれを除去する）") \
	X(LAYER_LINKS_REMOVED, 1069, "n", \
	  "%" PRIu64 " layer links were removed with the blobs, as 3.x does", \
	  "{0}件のレイヤーリンクがブロブとともに除去された。3.xの動作に合致する") \
	X(CHILDREN_KEPT_INDEXES, 1070, "n", \
	  "%" PRIu64 " children of kept indexes lost their entries and parts and kept their bytes, as untagged removal of 2.7 and 2.8 does", \
	  "保持されたインデックスの子{0}件が、データを残してエントリ及び構成要素を失った。2.7及び2.8のタグなしマニフェストの除去の動作に合致する") \
	X(GENERATION_2, 1071, "s", \
	  "registry 2.x: %s", \
	  "レジストリ2.x：{0}") \
	X(GENERATION_3, 1072, "s", \
	  "registry 3.x: %s", \
	  "レジストリ3.x：{0}") \
	X(GENERATION_BOTH, 1073, "s", \
	  "signs of 2.x and of 3.x: %s", \
	  "2.x及び3.x双方の特徴：{0}") \
	X(GENERATION_UNKNOWN, 1074, "s", \
	  "generation not told: %s", \
	  "世代は判定不能：{0}") \
	X(GENERATION_2_M, 1075, "s", \
	  "registry 2.x, collected with untagged removal: %s", \
	  "レジストリ2.x、タグなしマニフェストの除去を伴うGC：{0}") \
	X(GENERATION_3_M, 1076, "s", \
	  "registry 3.x, collected with untagged removal: %s", \
	  "レジストリ3.x、タグなしマニフェストの除去を伴うGC：{0}") \
	X(GENERATION_BOTH_M, 1077, "s", \
	  "signs of 2.x and of 3.x, collected with untagged removal: %s", \
	  "2.x及び3.x双方の特徴、タグなしマニフェストの除去を伴うGC：{0}") \
	X(GENERATION_UNKNOWN_M, 1078, "s", \
	  "generation not told, collected with untagged removal: %s", \
	  "世代は判定不能、タグなしマニフェストの除去を伴うGC：{0}") \
	X(GENERATION_2_KEPT, 1079, "s", \
	  "registry 2.x, collected without untagged removal: %s", \
	  "レジストリ2.x、タグなしマニフェストの除去を伴わないGC：{0}") \
	X(GENERATION_3_KEPT, 1080, "s", \
	  "registry 3.x, collected without untagged removal: %s", \
	  "レジストリ3.x、タグなしマニフェストの除去を伴わないGC：{0}") \
	X(GENERATION_BOTH_KEPT, 1081, "s", \
	  "signs of 2.x and of 3.x, collected without untagged removal: %s", \
	  "2.x及び3.x双方の特徴、タグなしマニフェストの除去を伴わないGC：{0}") \
	X(GENERATION_UNKNOWN_KEPT, 1082, "s", \
	  "generation not told, collected without untagged removal: %s", \
	  "世代は判定不能、タグなしマニフェストの除去を伴わないGC：{0}") \
	X(SHARD_DIRECTORY_LEFT, 1083, "ns", \
	  "%" PRIu64 " shard directory was left empty within this time: %s removed the blobs; times of the last removal in each", \
	  "この時間内に{0}件のシャードディレクトリが空となった。{1}により、ブロブが除去された。時刻は、それぞれの最後の除去のものである") \
	X(SHARD_DIRECTORIES_LEFT, 1084, "ns", \
	  "%" PRIu64 " shard directories were left empty within this time: %s removed the blobs; times of the last removal in each", \
	  "この時間内に{0}件のシャードディレクトリが空となった。{1}により、ブロブが除去された。時刻は、それぞれの最後の除去のものである") \
	X(SHARD_DIRECTORY_LEFT_EMPTY, 1085, "ns", \
	  "%" PRIu64 " shard directory was left empty within this time, with layer links emptied alongside: %s removed the blobs; times of the last removal in each", \
	  "この時間内に{0}件のシャードディレクトリが空となり、レイヤーリンクも同時に除かれた。{1}により、ブロブが除去された。時刻は、それぞれの最後の除去のものである") \
	X(SHARD_DIRECTORIES_LEFT_EMPTY, 1086, "ns", \
	  "%" PRIu64 " shard directories were left empty within this time, with layer links emptied alongside: %s removed the blobs; times of the last removal in each", \
	  "この時間内に{0}件のシャードディレクトリが空となり、レイヤーリンクも同時に除かれた。{1}により、ブロブが除去された。時刻は、それぞれの最後の除去のものである") \
	X(EXPIRY_CACHE_COLLECTION, 1087, "", \
	  "expiry of the cache or a collection", \
	  "キャッシュの期限切れ又はガベージコレクション") \
	X(GARBAGE_COLLECTION, 1088, "", \
	  "a garbage collection", \
	  "ガベージコレクション") \
	X(SHARD_DIRECTORY_WITHOUT, 1089, "", \
	  "a shard directory without blobs: one was removed from it, the last one then", \
	  "ブロブのないシャードディレクトリである。ここからブロブが除去された。時刻は最後の除去のものである") \
	X(TIME_CORRECTED, 1090, "stn", \
	  "%s, time corrected by %s s (clock check, custody entry %" PRId64 ")", \
	  "{0}、時刻を{1}秒補正した（時計の確認、証拠管理記録の項目{2}）") \
	X(LOG_LINE, 1091, "n", \
	  "line %" PRIu64, \
	  "{0}行目") \
	X(LOG_STATUS, 1093, "n", \
	  "status %d", \
	  "状態コード{0}") \
	X(LOG_BYTES, 1094, "n", \
	  "%" PRIu64 " bytes", \
	  "{0}バイト") \
	X(LOG_FROM, 1095, "t", \
	  "from %.*s", \
	  "元のリポジトリ：{0}") \
	X(LOG_FOR, 1096, "t", \
	  "for %.*s", \
	  "対象：{0}") \
	X(LOG_LISTED_BY, 1097, "t", \
	  "listed by %.*s", \
	  "記載元：{0}") \
	X(LOG_AGENT, 1098, "t", \
	  "by %.*s", \
	  "使用クライアント：{0}") \
	X(CACHE_DROP_AT, 1099, "s", \
	  "the cache was to drop it at %s: first fetched 168 hours before, unless its configuration sets another ttl (3.x)", \
	  "キャッシュの期限は{0}である。設定に別の有効期間（3.x）がなければ、その168時間前に最初に取得された") \
	X(ANOTHER_STORE_GIVES_THIS, 1100, "", \
	  "another store gives this name to the image with this id, the digest of its config", \
	  "他のストアが、このID（イメージ設定のダイジェスト）のイメージにこの名称を付けている") \
	X(ANOTHER_STORE_KNOWS, 1101, "", \
	  "another store knows it: it was fetched from or pushed to this repository", \
	  "他のストアに記録がある。このリポジトリから取得されたか、ここへプッシュされた") \
	X(ANOTHER_STORE_KNOWS_LAYER, 1102, "", \
	  "another store knows the layer: it was fetched from or pushed to this repository", \
	  "他のストアにこのレイヤーの記録がある。このリポジトリから取得されたか、ここへプッシュされた") \
	X(ANOTHER_STORE_UNPACKED, 1103, "", \
	  "another store has unpacked a layer that inflates to it", \
	  "展開するとこれになるレイヤーを、他のストアが展開している") \
	X(CONTAINER_MADE_TIME, 1104, "", \
	  "a container was made of it; the time is its last start", \
	  "これからコンテナが作成された。時刻は最後の起動のものである") \
	X(INFLATES, 1105, "t", \
	  "it inflates to %.*s", \
	  "展開後のダイジェストは{0}である") \
	X(IMAGE_ID, 1106, "t", \
	  "image id %.*s", \
	  "イメージIDは{0}である") \
	X(BYTES_MORE_THAN, 1109, "nn", \
	  "%" PRIu64 " bytes more than the %" PRIu64 " declared", \
	  "申告の{1}バイトより{0}バイト多い") \
	X(BYTES_TOO_FEW, 1111, "n", \
	  "%" PRIu64 " bytes too few", \
	  "{0}バイト足りない") \
	X(THEY_BYTES_ANOTHER, 1113, "", \
	  "they are the bytes of another blob that is named here", \
	  "ここで示されている別のブロブのデータである") \
	X(BYTES_HASH, 1115, "nt", \
	  "%" PRIu64 " bytes hash to %s", \
	  "{0}バイトのハッシュ値は{1}である") \
	X(ONE_BYTE_HASHES, 1201, "t", \
	  "1 byte hashes to %s", \
	  "1バイトのハッシュ値は{0}である") \
	X(BYTES_STORED_DECLARED, 1116, "nnt", \
	  "%" PRIu64 " bytes stored, %" PRIu64 " declared; they hash to %s", \
	  "保存されたデータは{0}バイト、申告は{1}バイトであり、そのハッシュ値は{2}である") \
	X(ZERO_BYTES_STAND, 1117, "", \
	  "zero bytes stand under this digest", \
	  "このダイジェストの下にあるデータは0バイトである") \
	X(BYTES_READ, 1118, "nn", \
	  "%" PRIu64 " of %" PRIu64 " bytes were read", \
	  "{1}バイトのうち{0}バイトを読み取った") \
	X(BLOB_DIRECTORY_HOLDS, 1119, "", \
	  "the blob's directory holds no data file", \
	  "ブロブのディレクトリにデータファイルがない") \
	X(EMPTY_SHARD_DIRECTORY, 1120, "", \
	  "an empty shard directory: a blob was removed from it at the directory's mtime or before", \
	  "空のシャードディレクトリである。ディレクトリのmtime以前に、ここからブロブが除去された") \
	X(BYTES_LIE_FILE, 1121, "n", \
	  "its bytes lie in %" PRIu64 " file of another name or place; they count, and a registry does not find them there", \
	  "データは、別の名称又は別の場所の{0}個のファイルにある。複製として扱うが、レジストリはこれを見つけることができない") \
	X(BYTES_LIE_FILES, 1122, "n", \
	  "its bytes lie in %" PRIu64 " files of another name or place; they count, and a registry does not find them there", \
	  "データは、別の名称又は別の場所の{0}個のファイルにある。複製として扱うが、レジストリはこれを見つけることができない") \
	X(BYTES_PROVEN_NO, 1123, "", \
	  "its bytes are proven and are no JSON document that was read", \
	  "データは検証済みであるが、読み取ることのできるJSON文書ではない") \
	X(BYTES_PROVEN_NO_VALID, 1124, "", \
	  "its bytes are proven and are no valid JSON", \
	  "データは検証済みであるが、正しいJSONではない") \
	X(BYTES_PROVEN_THOSE, 1125, "", \
	  "its bytes are proven and are those of a config", \
	  "データは検証済みであるが、イメージ設定である") \
	X(BYTES_PROVEN_JSON, 1187, "", \
	  "its bytes are proven, and nothing of them was read as a manifest", \
	  "データは検証済みであるが、マニフェストとして読み取れたものはない") \
	X(TAGGED_IMAGE_CANNOT, 1127, "ns", \
	  "%" PRIu64 " tagged image cannot be pulled without it: %s", \
	  "これがないため、タグのあるイメージ{0}件を取得することができない: {1}") \
	X(TAGGED_IMAGES_CANNOT, 1128, "ns", \
	  "%" PRIu64 " tagged images cannot be pulled without it: %s", \
	  "これがないため、タグのあるイメージ{0}件を取得することができない: {1}") \
	X(IMAGE_MANIFEST_NAMES, 1129, "", \
	  "an image manifest that names no config", \
	  "イメージ設定を参照しないイメージマニフェストである") \
	X(NAMED_AS_MANIFEST, 1130, "", \
	  "named as a manifest, and no file of its name holds its bytes", \
	  "マニフェストとして参照されているが、その名称のファイルにデータがない") \
	X(NAMED_DOCUMENT_PROVEN, 1131, "", \
	  "named by a document with proven bytes, and no file of its name holds its bytes", \
	  "データを検証した文書が参照しているが、その名称のファイルにデータがない") \
	X(ONLY_LAYER_LINKS, 1132, "", \
	  "only layer links name it, and no file of its name holds its bytes", \
	  "レイヤーリンクのみが参照しているが、その名称のファイルにデータがない") \
	X(NAMED_AS_MANIFEST_NO, 1133, "", \
	  "named as a manifest, and no file that was read has its bytes", \
	  "マニフェストとして参照されているが、読み取ったファイルのいずれにもデータがない") \
	X(NAMED_DOCUMENT_PROVEN_BYTES, 1134, "", \
	  "named by a document with proven bytes, and no file that was read has its bytes", \
	  "データを検証した文書が参照しているが、読み取ったファイルのいずれにもデータがない") \
	X(NAMED_AS_MANIFEST_NO_SOURCE, 1135, "", \
	  "named as a manifest; no file that was read has its bytes, and they were written anew and proven by their digest", \
	  "マニフェストとして参照されている。読み取ったファイルのいずれにもデータはないが、再生成し、ダイジェストで証明した") \
	X(NAMED_DOCUMENT_PROVEN_BYTES_NO, 1136, "", \
	  "named by a document with proven bytes; no file that was read has its bytes, and they were written anew and proven by their digest", \
	  "データを検証した文書が参照している。読み取ったファイルのいずれにもデータはないが、再生成し、ダイジェストで証明した") \
	X(LOG_COPY_TELLS, 1137, "t", \
	  "a log or a copy tells of tags set or deleted after what is seen here, the last at %s", \
	  "ログ又は複製が、ここに見える状態より後のタグの設定又は削除を伝えている。最後のものは{0}である") \
	X(COPY_MANIFESTS_PUSHED, 1138, "nt", \
	  "a copy has %" PRIu64 " manifests that were pushed after the last change seen here, the source %s", \
	  "複製である調査対象{1}には、ここに見える最後の変更より後にプッシュされたマニフェストが{0}件ある") \
	X(STATED_COPY_ORIGINAL, 1139, "", \
	  "stated to be a copy, and its original has no root of this path, nor one alone: it speaks for itself", \
	  "複製と申告されているが、元の側にこのパスのルートも単独のルートもない。独立のものとして扱った") \
	X(ONLY_LAYER_LINKS_NAME, 1140, "", \
	  "only layer links name it, and no file that was read has its bytes", \
	  "レイヤーリンクのみが指しており、読み取ったファイルのいずれにもデータがない") \
	X(DELETED_FROM_REPOSITORY, 1141, "t", \
	  "deleted from repository %s", \
	  "リポジトリ{0}から削除された") \
	X(DELETED_FROM_REPOSITORY_AT, 1142, "tt", \
	  "deleted from repository %s at %s (mtime of the directory left empty)", \
	  "リポジトリ{0}から{1}に削除された（空となったディレクトリのmtime）") \
	X(LAYER_LINK_REMOVED, 1143, "t", \
	  "layer link removed from repository %s", \
	  "リポジトリ{0}からレイヤーリンクが除去された") \
	X(LAYER_LINK_REMOVED_FROM, 1144, "tt", \
	  "layer link removed from repository %s at %s (mtime of the directory left empty)", \
	  "リポジトリ{0}から{1}にレイヤーリンクが除去された（空となったディレクトリのmtime）") \
	X(TAG_DIRECTORY_HOLDS, 1145, "", \
	  "the tag's directory holds no current link", \
	  "タグのディレクトリに現行のリンクがない") \
	X(NOTHING_BUT_HASH_STATES, 1146, "", \
	  "nothing but hash states is left of the session", \
	  "セッションのうちハッシュ状態のみが残る") \
	X(BYTES_RECEIVED_NEVER_COMMITTED, 1147, "n", \
	  "%" PRIu64 " bytes received, never committed", \
	  "{0}バイトを受信したが、確定されていない") \
	X(STARTED_OWN_RECORD, 1148, "t", \
	  "started %s by its own record", \
	  "当該記録による開始時刻は{0}である") \
	X(BYTES_DATED_REVISION, 1149, "tt", \
	  "its bytes are dated %s, its revision link %s: the registry writes bytes first", \
	  "データの時刻は{0}、リビジョンリンクの時刻は{1}である。レジストリはデータを先に書き込む") \
	X(BYTES_DATED_NEWEST, 1150, "tt", \
	  "its bytes are dated %s, the newest link to it %s: the registry writes bytes first", \
	  "データの時刻は{0}、最新のリンクの時刻は{1}である。レジストリはデータを先に書き込む") \
	X(BLOBS_LINKS_ALL, 1151, "nt", \
	  "%" PRIu64 " blobs and links are all dated %s, to the second: a copy that kept no times, or times that were set, or all pushed within it; no time of this registry tells when something happened", \
	  "ブロブ及びリンク{0}件の時刻がすべて秒単位で{1}である。時刻を保持しない複製、時刻の書き換え又は同一の秒におけるプッシュのいずれかであり、このレジストリの時刻からは、事象の発生時刻を知ることができない") \
	X(BLOBS_LINKS_ALL_DATED, 1152, "nt", \
	  "%" PRIu64 " blobs and links are all dated %s: a copy that kept no times, or times that were set; no time of this registry tells when something happened", \
	  "{0}件のブロブ及びリンクの時刻がすべて{1}である。時刻を保たない複製、又は設定された時刻であり、このレジストリの時刻は事象の時期を示さない") \
	X(BYTES_WELL_FORMED, 1153, "st", \
	  "the bytes are a well-formed %s that hashes to %s, a digest that is named elsewhere: the files were exchanged or copied over", \
	  "データは整った{0}であり、そのハッシュ値は{1}である。このダイジェストは他の箇所で参照されており、ファイルの入替え又は上書き複製による") \
	X(BYTES_WELL_FORMED_HASHES, 1154, "st", \
	  "the bytes are a well-formed %s that hashes to %s: edited or replaced rather than decayed", \
	  "データは整った{0}であり、そのハッシュ値は{1}である。劣化よりも編集又は置換に整合する") \
	X(MANIFEST_INDEX, 1155, "", \
	  "manifest or index", \
	  "マニフェスト又はインデックス") \
	X(CONFIG, 1156, "", \
	  "config", \
	  "イメージ設定") \
	X(MANIFEST_TYPES_AS, 1157, "", \
	  "a manifest types it as a tar archive, and no header stands where its first one must: nothing of it can be listed", \
	  "マニフェストはtarアーカイブとしているが、最初のヘッダーがあるべき場所にヘッダーがない。内容を一覧化することができない") \
	X(NAMED_NOT_HAD, 1186, "", \
	  "named, and not to be had: the place where its bytes would stand could not be read as a whole", \
	  "言及されているが、得ることができない。そのデータがあるはずの箇所を完全には読み取ることができなかった") \
	X(BOTH, 1163, "ss", \
	  "%s; %s", \
	  "{0}。{1}") \
	X(AND_TAGS_MORE, 1164, "tn", \
	  "%s and %" PRIu64 " tags more", \
	  "{0}ほか{1}件のタグ") \
	X(LISTED, 1165, "ss", \
	  "%s, %s", \
	  "{0}、{1}") \
	X(TIME_UNREAD, 1166, "", \
	  "a time that cannot be read", \
	  "読み取ることができない時刻") \
	X(DELETED_BYTES_DIRECTORY, 1167, "t", \
	  "deleted bytes of a directory or of the journal still name it: %s", \
	  "ディレクトリ又はジャーナルの削除済みデータに、名称が残る：{0}") \
	X(STORE_WROTE, 1168, "", \
	  "another store wrote it under this name", \
	  "他のストアがこの名称で書き込んだ") \
	X(TAGGED_IMAGE_ELSEWHERE, 1180, "ns", \
	  "%" PRIu64 " tagged image cannot be pulled from the registry without it: %s; the registry has no bytes of it, and this case has them from elsewhere", \
	  "これなしではレジストリから取得することのできない、タグのあるイメージ：{0}件（{1}）。レジストリにそのデータはなく、本調査は他所から得ている") \
	X(TAGGED_IMAGES_ELSEWHERE, 1181, "ns", \
	  "%" PRIu64 " tagged images cannot be pulled from the registry without it: %s; the registry has no bytes of it, and this case has them from elsewhere", \
	  "これなしではレジストリから取得することのできない、タグのあるイメージ：{0}件（{1}）。レジストリにそのデータはなく、本調査は他所から得ている") \
	X(STORED_IMAGE_LACKS, 1182, "ns", \
	  "%" PRIu64 " named image is not whole in this store without it: %s", \
	  "これなしではこのストアで完全でない、名称のあるイメージ：{0}件（{1}）") \
	X(STORED_IMAGES_LACK, 1183, "ns", \
	  "%" PRIu64 " named images are not whole in this store without it: %s", \
	  "これなしではこのストアで完全でない、名称のあるイメージ：{0}件（{1}）") \
	X(LAYERS_NOT_NAMED, 1184, "nn", \
	  "the manifest lists %" PRIu64 " of the %" PRIu64 " layers that its config claims: what the others were stored as is named nowhere in it", \
	  "イメージ設定の主張するレイヤー{1}個のうち、マニフェストが列挙するのは{0}個である。残りがどのブロブとして保存されたかは、マニフェストに示されていない") \
	X(NO_REGISTRY_ANYWHERE, 1188, "", \
	  "nothing that was read of this case's sources is a registry or another store, and no image was found", \
	  "本件の調査対象から読み取ったものに、レジストリ又は他のストアはなく、イメージも発見されなかった") \
	X(REPOSITORY_DIRECTORY_EMPTY, 1191, "", \
	  "an empty directory where repositories lie: what was in it was removed, the last of it then; its name is not kept here, and a " \
	  "directory made by hand looks the same", \
	  "リポジトリの置かれる場所にある空のディレクトリ。その中にあったものが除去され、最後の除去がこの時刻である。除去されたものの名称はここに残らない。" \
	  "手作業で作成されたディレクトリとは区別できない") \
	X(TAG_SET_BEFORE, 1192, "", \
	  "the tag was set to it then already: the index link was made then, and written again later", \
	  "タグはこの時刻に既に設定されていた。索引リンクはこの時に作成され、後に再び書き込まれた") \
	X(STORE_REMOVED, 1169, "", \
	  "another store holds it as removed: its bytes stay until they are purged", \
	  "他のストアでは削除済みとされている。データは整理されるまで残る")

#endif
