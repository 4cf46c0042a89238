/*
 * words/text_recovery.h - texts about disk images and recovery: kinds of volumes (V_), ways bytes were found
 * again (R_), reasons why they were not (Q_). Id, English, Japanese.
 */
#ifndef WORDS_TEXT_RECOVERY_H
#define WORDS_TEXT_RECOVERY_H

#define LANG_TEXTS_RECOVERY(X) \
	X(DISK_IMAGE, "disk image", "ディスクイメージ") \
	X(A_RECOVERED, \
	  "{0} of these {0|was|were} recovered from deleted or free space of disk images.", \
	  "このうち{0}件は、ディスクイメージの削除済み又は未割当の領域から復元した。") \
	X(VOLUMES, "Volumes", "ボリューム") \
	X(VOLUMES_OF, "Volumes of {0}; start and length in bytes of the disk", \
	  "{0}のボリューム（開始位置及び長さは、ディスク上のバイト数である）") \
	X(T_VOLUME, "Volume", "ボリューム") \
	X(T_START, "Start", "開始位置") \
	X(T_LENGTH, "Length", "長さ") \
	X(T_FILE_SYSTEM, "File system", "ファイルシステム") \
	X(T_HOW, "How found", "発見の方法") \
	X(T_BLOBS, "Blobs", "ブロブ数") \
	X(V_IMAGE, "disk", "ディスク全体") \
	X(V_PARTITION, "partition", "パーティション") \
	X(V_EXTENDED, "extended partition", "拡張パーティション") \
	X(V_TABLE, "table", "区画表") \
	X(V_UNALLOCATED, "not allocated", "未割当") \
	X(V_PHYSICAL, "physical volume", "物理ボリューム") \
	X(V_LOGICAL, "logical volume", "論理ボリューム") \
	X(V_FORMER, "former logical volume", "過去の論理ボリューム") \
	X(V_FOUND, "found by its own signs", "固有の特徴により発見したもの") \
	X(V_STALE, "kept of earlier contents by the container", "コンテナに残る以前の内容") \
	X(V_REPLAYED, "journal replayed in memory", "ジャーナルをメモリ上で再生した") \
	X(V_DISCARDS, "discards by default", "既定で破棄（discard）する") \
	X(INODE, "inode {0}", "inode {0}") \
	X(FROM_BYTE, "from byte {0}, in {1} {1|piece|pieces}", "バイト位置{0}から、断片{1}個") \
	X(RECOVERED, "Recovered blobs", "復元したブロブ") \
	X(RECOVERED_NONE, \
	  "No blob was recovered from the disk images.", \
	  "ディスクイメージから復元したブロブはない。") \
	X(RECOVERED_NOTE, \
	  "Their bytes lie in deleted or free space and hash to these digests. All runs, as offset and " \
	  "length on the disk, stand in report.json (--format json): dd and sha256sum repeat the comparison.", \
	  "データは削除済み又は未割当の領域にあり、そのハッシュ値がダイジェストと一致した。ディスク上の位置" \
	  "及び長さはすべてreport.json（--format json）に記録した。dd及びsha256sumにより照合することができる。") \
	X(NOT_RECOVERED, "Why others were not found", "復元できなかった理由") \
	X(NOT_RECOVERED_NOTE, \
	  "Each blob with its own reason stands among the findings.", \
	  "個々のブロブの理由は、所見に掲げる。") \
	X(M_7, \
	  "File systems on disk images were read without mounting. For digests without bytes, places were " \
	  "guessed from what deletion leaves and, where asked for, from all free space; SHA-256 over the " \
	  "bytes decided. Names and times out of deleted entries have the grade recovered.", \
	  "ディスクイメージのファイルシステムは、マウントせずに読み取った。データのないダイジェストについて" \
	  "は、削除の痕跡及び（指定がある場合）すべての未割当領域から所在の候補を求め、データのSHA-256によ" \
	  "り判定した。削除済みの項目から得た名称及び時刻の確度は、「復元済み」とする。") \
	X(W_WAY, "How bytes were recovered", "データの復元方法") \
	X(R_METADATA, "metadata", "管理情報") \
	X(R_METADATA_IS, "Remains of the file system's own metadata gave the place.", \
	  "ファイルシステムの管理情報の残存部分が所在を示した。") \
	X(R_JOURNAL, "journal-inode", "ジャーナル内のinode") \
	X(R_JOURNAL_IS, "An inode's copy in the journal had the map.", \
	  "ジャーナル内のinodeの複製に配置情報があった。") \
	X(R_LEAF, "orphan-leaf", "孤立したエクステントブロック") \
	X(R_LEAF_IS, "A block of extents that no inode refers to any more had the map.", \
	  "いずれのinodeも参照しなくなったエクステントのブロックに配置情報があった。") \
	X(R_INODE, "dead-inode", "削除済みのinode") \
	X(R_INODE_IS, "A freed inode had kept its map.", "解放されたinodeに配置情報が残っていた。") \
	X(R_STALE, "stale-leaf", "旧世代のブロック") \
	X(R_STALE_IS, "A tree block of an older generation had the map.", \
	  "旧世代のツリーのブロックに配置情報があった。") \
	X(R_LOG, "log-tree", "ログツリー") \
	X(R_LOG_IS, "A tree block of a log written for fsync had the map.", \
	  "fsyncのために書き込まれたログのブロックに配置情報があった。") \
	X(R_JSON, "json", "JSON文書") \
	X(R_JSON_IS, "A JSON document that begins at the start of a free block.", \
	  "未割当ブロックの先頭から始まるJSON文書である。") \
	X(R_GZIP, "gzip", "gzip") \
	X(R_ZSTD, "zstd", "zstd") \
	X(R_TAR, "tar", "tar") \
	X(R_STREAM_IS, "The format itself told the stream's end; it lay in one piece.", \
	  "形式自体が終端を示した。データは連続していた。") \
	X(R_SIZE, "known-size", "既知のサイズ") \
	X(R_SIZE_IS, "Bytes of free space, hashed over a size that a document tells.", \
	  "文書に記載されたサイズについて、未割当領域のデータのハッシュ値を算出した。") \
	X(R_FRAGMENTS, "fragments", "断片の結合") \
	X(R_FRAGMENTS_IS, "Pieces that lie apart, joined by decoding on.", \
	  "離れた位置にある断片を、復号の継続により結合した。") \
	X(Q_OVERWRITTEN, "overwritten", "上書き") \
	X(Q_OVERWRITTEN_IS, "Blocks of its last known map belong to living files.", \
	  "最後に判明した配置情報のブロックが、現存するファイルのものとなっている。") \
	X(Q_DISCARDED, "discarded", "破棄（discard）") \
	X(Q_DISCARDED_IS, "Its blocks, or those of other deleted files, read as zeros.", \
	  "そのブロック又は他の削除済みファイルのブロックがゼロである。") \
	X(Q_CHANGED, "changed", "変化") \
	X(Q_CHANGED_IS, "Its blocks are free and hold something else, or the map is not the last.", \
	  "ブロックは未割当であるが内容が異なる。又は、配置情報が最後のものではない。") \
	X(Q_BUDGET, "budget", "試行の打切り") \
	X(Q_BUDGET_IS, "Joining of pieces ended when its steps were spent.", \
	  "試行回数の上限に達し、断片の結合を打ち切った。") \
	X(Q_NO_MAP, "no-map", "配置情報なし") \
	X(Q_NO_MAP_IS, \
	  "No map of it is known, and free space as far as it was searched holds nothing that hashes to it.", \
	  "配置情報が判明しておらず、探索した未割当領域に、ハッシュ値の一致するものがない。")

#endif
