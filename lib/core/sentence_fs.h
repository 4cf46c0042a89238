/* core/sentence_fs.h - what the readers of file systems say. */
#ifndef CORE_SENTENCE_FS_H
#define CORE_SENTENCE_FS_H

#include <inttypes.h>

/* id, number, kinds of its arguments, English, Japanese: core/sentence.h */
#define SENTENCES_FS(X) \
	X(WHERE_POINTS_CANNOT, 4001, "s", \
	  "where it points cannot be read: %s", \
	  "参照先を読み取ることができない：{0}") \
	X(NO_READER_THIS, 4002, "s", \
	  "%s: no reader for it in this build; its space can be carved", \
	  "{0}：このビルドでは読み取ることができない。その領域の探索は可能である") \
	X(CANNOT_READ, 4003, "", \
	  "it cannot be read", \
	  "読み取ることができない") \
	X(DIRECTORY_CANNOT_LISTED, 4004, "", \
	  "the directory cannot be listed", \
	  "ディレクトリを一覧化することができない") \
	X(NO_DATA, 4005, "", \
	  "it has no data", \
	  "データがない") \
	X(BYTE_COULD_NOT, 4006, "n", \
	  "byte %" PRIu64 " on could not be read", \
	  "バイト位置{0}以降を読み取ることができなかった") \
	X(LIBTSK_WHICH_READS, 4007, "t", \
	  "libtsk, which reads it, cannot be loaded (%s)", \
	  "読み取りに必要なlibtskを読み込むことができない（{0}）") \
	X(THIS_LIBTSK_LACKS, 4008, "t", \
	  "this libtsk lacks %s", \
	  "このlibtskには{0}がない") \
	X(LIBTSK_CANNOT_TAKE, 4009, "", \
	  "libtsk cannot take this image", \
	  "libtskがこのイメージを受け付けない") \
	X(LIBTSK_OPENS_NO, 4010, "", \
	  "libtsk opens no file system in it", \
	  "libtskがファイルシステムを開くことができない") \
	X(CHUNK_TREE_CANNOT, 4011, "s", \
	  "the chunk tree cannot be read as a whole: %s", \
	  "チャンクツリーの全体を読み取ることができない：{0}") \
	X(CHUNK_PROFILE_STRIPED, 4012, "t", \
	  "a chunk of profile %" PRIx64 " is striped or lies on other devices: what is in it is not read", \
	  "プロファイル{0}のチャンクは、ストライプ化されているか、別のデバイスにある。その内容は読み取っていない") \
	X(BTRFS_SUPERBLOCK_BUT, 4013, "", \
	  "a btrfs superblock, but no chunk of it can be found", \
	  "btrfsのスーパーブロックはあるが、チャンクが一つも見つからない") \
	X(EXTENT_AT_BYTE, 4014, "ns", \
	  "its extent at byte %" PRIu64 " cannot be: %s", \
	  "バイト位置{0}のエクステントがあり得ない値である：{1}") \
	X(LONGER_THAN_WHAT, 4015, "", \
	  "longer than what its leaf holds of it", \
	  "リーフブロックの内容より長い") \
	X(LONGER_THAN_BYTES, 4016, "", \
	  "longer than bytes inside a leaf may be", \
	  "リーフブロック内のデータの上限より長い") \
	X(COMPRESSION_ENCRYPTION_NOT, 4017, "", \
	  "a compression or encryption that is not known", \
	  "対応していない圧縮又は暗号化である") \
	X(KIND_NOT_KNOWN, 4018, "", \
	  "of a kind that is not known", \
	  "対応していない種別である") \
	X(PASSES_END_WHAT, 4019, "", \
	  "it passes the end of what it refers to", \
	  "参照先の終端を超える") \
	X(LONGER_THAN_COMPRESSED, 4020, "", \
	  "longer than a compressed extent may be", \
	  "圧縮されたエクステントの上限より長い") \
	X(OVERLAPS_ONE_BEFORE, 4021, "", \
	  "it overlaps the one before", \
	  "直前のものと重複している") \
	X(BYTE_LIES_CHUNK, 4022, "n", \
	  "byte %" PRIu64 " of it lies in a chunk that is striped or not on this device", \
	  "そのバイト位置{0}は、ストライプ化されたチャンク又は別のデバイスにある") \
	X(WHERE_POINTS_CANNOT_READ, 4023, "", \
	  "where it points cannot be read: longer than a link can be", \
	  "参照先を読み取ることができない：リンクの長さの上限を超える") \
	X(WHERE_POINTS_CANNOT_READ_BLOCK, 4024, "", \
	  "where it points cannot be read: its block is no link's", \
	  "参照先を読み取ることができない：ブロックがリンクのものではない") \
	X(TREE_EXTENTS_CANNOT, 4025, "s", \
	  "the tree of extents cannot be read as a whole: %s", \
	  "エクステントツリーの全体を読み取ることができない：{0}") \
	X(INODE_NOT_TREE, 4026, "nn", \
	  "inode %" PRIu64 " is not in tree %" PRIu64, \
	  "inode {0}はツリー{1}にない") \
	X(ENTRY_DIRECTORY_CANNOT, 4027, "", \
	  "an entry of the directory cannot be", \
	  "ディレクトリの項目があり得ない値である") \
	X(THERE_NO_TREE, 4028, "n", \
	  "there is no tree %" PRIu64, \
	  "ツリー{0}が存在しない") \
	X(MORE_LOG_THAN, 4029, "n", \
	  "more in the log than the limit of %" PRIu64 " items", \
	  "ログの項目が上限{0}件を超える") \
	X(LOG_WRITTEN_FSYNC, 4030, "s", \
	  "the log written for fsync cannot be read as a whole: %s", \
	  "fsyncのためのログの全体を読み取ることができない：{0}") \
	X(LOG_WRITTEN_FSYNC_CANNOT, 4031, "s", \
	  "the log written for fsync cannot be read: %s", \
	  "fsyncのためのログを読み取ることができない：{0}") \
	X(TREE_BLOCK_NOWHERE, 4032, "n", \
	  "the tree block at %" PRIu64 " lies nowhere on this device", \
	  "ツリーブロック{0}は、このデバイスに存在しない") \
	X(TREE_BLOCK_UNREAD, 4033, "n", \
	  "the tree block at %" PRIu64 " could not be read", \
	  "ツリーブロック{0}を読み取ることができなかった") \
	X(TREE_BLOCK_CHECKSUM, 4034, "n", \
	  "the tree block at %" PRIu64 " does not hold its checksum", \
	  "ツリーブロック{0}のチェックサムが一致しない") \
	X(TREE_BLOCK_OTHER, 4035, "n", \
	  "the tree block at %" PRIu64 " is not what it should be", \
	  "ツリーブロック{0}は、あるべき内容ではない") \
	X(TREE_BLOCK_AT_LEVEL, 4036, "nnnnn", \
	  "the tree block at %" PRIu64 " is of level %" PRIu64 " and generation %" PRIu64 ", not %" PRIu64 " and %" PRIu64, \
	  "ツリーブロック{0}の階層は{1}、世代は{2}であり、正しくは{3}及び{4}である") \
	X(TREE_BLOCK_AT_DOES_NOT, 4037, "n", \
	  "the tree block at %" PRIu64 " does not hold the keys its parent promises", \
	  "ツリーブロック{0}に、親ブロックが示すキーがない") \
	X(TOP_DIRECTORY_CANNOT, 4038, "s", \
	  "the top directory cannot be read: %s", \
	  "最上位のディレクトリを読み取ることができない：{0}") \
	X(BYTE_LIES_AT, 4039, "nns", \
	  "byte %" PRIu64 " on lies at %" PRIu64 " of the volume, %s", \
	  "バイト位置{0}以降はボリュームのバイト位置{1}にあり、{2}") \
	X(LOGICAL_ADDRESS_WHICH, 4040, "", \
	  "by its logical address, which is striped or not on this device", \
	  "論理アドレスであって、ストライプ化されているか、別のデバイスにある") \
	X(WHICH_COULD_NOT, 4041, "", \
	  "which could not be read", \
	  "読み取ることができなかった") \
	X(WHOSE_CHECKSUM_DOES, 4042, "", \
	  "whose checksum does not hold", \
	  "チェックサムが一致しない") \
	X(WHOSE_COMPRESSION_DAMAGED, 4043, "", \
	  "whose compression is damaged", \
	  "圧縮データが破損している") \
	X(SECTOR_SIZE_CANNOT, 4044, "", \
	  "its sector size cannot be", \
	  "セクターのサイズがあり得ない値である") \
	X(SIZE_TREE_BLOCKS, 4045, "", \
	  "its size of tree blocks cannot be", \
	  "ツリーブロックのサイズがあり得ない値である") \
	X(ARRAY_SYSTEM_CHUNKS, 4046, "", \
	  "its array of system chunks cannot be", \
	  "システムチャンクの一覧があり得ない値である") \
	X(TREES_WOULD_TOO, 4047, "", \
	  "its trees would be too deep", \
	  "ツリーが深すぎる") \
	X(SECOND_FORM_EXTENT, 4048, "", \
	  "it has the second form of the extent tree, which is not read", \
	  "第2形式のエクステントツリーであり、読み取っていない") \
	X(CHECKSUMS_TYPE_WHICH, 4049, "n", \
	  "checksums of type %" PRIu64 ", which are not known, are not verified", \
	  "種別{0}のチェックサムには対応しておらず、検証していない") \
	X(FEATURES_NOT_KNOWN, 4050, "t", \
	  "features that are not known (%" PRIx64 "): what depends on them cannot be read", \
	  "対応していない機能（{0}）があり、それに依存する内容は読み取ることができない") \
	X(FILE_SYSTEM_DEVICES, 4051, "nn", \
	  "the file system has %" PRIu64 " devices; this is number %" PRIu64 ", what lies on others is not here", \
	  "ファイルシステムは{0}台のデバイスからなり、これは{1}番である。他のデバイスの内容はここにない") \
	X(DEVICE_BYTES_MEDIA, 4052, "nn", \
	  "the device has %" PRIu64 " bytes, the media holds %" PRIu64 " of them", \
	  "デバイスは{0}バイトであるが、媒体にはそのうち{1}バイトしかない") \
	X(NO_BTRFS_SUPERBLOCK, 4053, "", \
	  "no btrfs superblock at any of its places", \
	  "いずれの位置にもbtrfsのスーパーブロックがない") \
	X(BTRFS_SUPERBLOCK_AT, 4054, "ns", \
	  "a btrfs superblock at byte %" PRIu64 ", but %s", \
	  "バイト位置{0}にbtrfsのスーパーブロックがあるが、{1}") \
	X(TREE_TREES_CANNOT, 4055, "s", \
	  "the tree of trees cannot be read as a whole: %s", \
	  "ルートツリーの全体を読み取ることができない：{0}") \
	X(INODE_NOT_USE, 4056, "n", \
	  "inode %" PRIu64 " is not in use", \
	  "inode {0}は使用されていない") \
	X(INODE_FILE_SYSTEM, 4057, "n", \
	  "inode %" PRIu64 " is the file system's own", \
	  "inode {0}はファイルシステム自身のものである") \
	X(ENTRY_TYPE_CANNOT, 4058, "", \
	  "an entry of a type that cannot be", \
	  "あり得ない種別の項目がある") \
	X(DIRECTORY_DOES_NOT, 4059, "n", \
	  "directory %" PRIu64 " does not begin with itself and the one above", \
	  "ディレクトリ{0}の先頭が、自身と上位を示す項目ではない") \
	X(BLOCK_DIRECTORY_FAILS, 4060, "n", \
	  "block %" PRIu64 " of the directory fails its checksum", \
	  "ディレクトリのブロック{0}のチェックサムが一致しない") \
	X(DIRECTORY_BYTES_SIZE, 4061, "nn", \
	  "directory %" PRIu64 " has %" PRIu64 " bytes by its size and not by its map", \
	  "ディレクトリ{0}のサイズは{1}バイトであるが、配置情報と合わない") \
	X(BLOCK_EXTENTS_FAILS, 4062, "n", \
	  "its block of extents %" PRIu64 " fails its checksum", \
	  "エクステントのブロック{0}のチェックサムが一致しない") \
	X(INODE_BYTES_SIZE, 4063, "nn", \
	  "inode %" PRIu64 " has %" PRIu64 " bytes by its size and bytes beyond by its map", \
	  "inode {0}のサイズは{1}バイトであるが、配置情報ではその先にもデータがある") \
	X(INODE_BLOCKS_OWN, 4064, "nnn", \
	  "inode %" PRIu64 " has %" PRIu64 " blocks by its own count and %" PRIu64 " by its map", \
	  "inode {0}のブロック数は、自身の計数では{1}、配置情報では{2}である") \
	X(INODE_POINTS_BLOCKS, 4065, "n", \
	  "inode %" PRIu64 " points to blocks beyond its end", \
	  "inode {0}が、終端を超えるブロックを指している") \
	X(COMMITTED_BLOCK_JOURNAL, 4066, "nn", \
	  "a committed block of the journal fails its checksum, or has no place (block %" PRIu64 " of the journal, transaction %" PRIu64 "): what is shown is not all that was committed", \
	  "コミットされたジャーナルのブロックのチェックサムが一致しないか、書込先がない（ジャーナルのブロック{0}、トランザクション{1}）。示した内容は、コミットされたもののすべてではない") \
	X(JOURNAL_BREAKS_OFF, 4067, "nn", \
	  "the journal breaks off before what was committed later (block %" PRIu64 " of the journal, transaction %" PRIu64 "): what is shown is not all that was committed", \
	  "ジャーナルが、後にコミットされた内容の手前で途切れている（ジャーナルのブロック{0}、トランザクション{1}）。示した内容は、コミットされたもののすべてではない") \
	X(END_TRANSACTION_FAILS, 4068, "nn", \
	  "the end of a transaction fails its checksum (block %" PRIu64 " of the journal, transaction %" PRIu64 "): what is shown is not all that was committed", \
	  "トランザクションの終端のチェックサムが一致しない（ジャーナルのブロック{0}、トランザクション{1}）。示した内容は、コミットされたもののすべてではない") \
	X(CHECKSUM_JOURNAL_SUPERBLOCK, 4069, "", \
	  "the checksum of the journal's superblock does not hold", \
	  "ジャーナルのスーパーブロックのチェックサムが一致しない") \
	X(JOURNAL_BLOCKS_FILE, 4070, "nn", \
	  "the journal has %" PRIu64 " blocks and its file only %" PRIu64, \
	  "ジャーナルは{0}ブロックとされているが、そのファイルは{1}ブロックしかない") \
	X(JOURNAL_INODE_CANNOT, 4071, "", \
	  "the journal's inode cannot be read: its map in the superblock stands in", \
	  "ジャーナルのinodeを読み取ることができない。スーパーブロックにある配置情報を代わりに用いた") \
	X(JOURNAL_INODE_NOT, 4072, "", \
	  "the journal's inode is not that of a file, or fails its checksum", \
	  "ジャーナルのinodeがファイルのものではないか、チェックサムが一致しない") \
	X(JOURNAL_INODE, 4073, "s", \
	  "the journal's inode: %s", \
	  "ジャーナルのinode：{0}") \
	X(JOURNAL_PENDING_SUPERBLOCK, 4074, "", \
	  "the journal is pending, and the superblock says that it is not: it was not replayed", \
	  "ジャーナルに未反映の内容があるが、スーパーブロックではないとされている。再生していない") \
	X(SUPERBLOCK_CANNOT_COPY, 4075, "", \
	  "the superblock cannot be: its copy in group 1 stands in for it", \
	  "スーパーブロックがあり得ない値である。グループ1の複製を代わりに用いた") \
	X(SUPERBLOCK_FAILS_CHECKSUM, 4076, "", \
	  "the superblock fails its checksum and is not laid out as its copy: its copy in group 1 stands in for it", \
	  "スーパーブロックのチェックサムが一致せず、複製とも配置が異なる。グループ1の複製を代わりに用いた") \
	X(SUPERBLOCK_REVISION_CANNOT, 4077, "", \
	  "the superblock's revision cannot be", \
	  "スーパーブロックの改訂番号があり得ない値である") \
	X(SUPERBLOCK_NUMBER_INODES, 4078, "", \
	  "the superblock's number of inodes is not that of its groups", \
	  "スーパーブロックのinodeの数が、グループの合計と合わない") \
	X(SUPERBLOCK_NAMES_FEATURES, 4079, "", \
	  "the superblock names features that are not known here: what depends on them may be read wrongly", \
	  "スーパーブロックに対応していない機能がある。それに依存する内容は、誤って読み取った可能性がある") \
	X(DESCRIPTOR_GROUP_NOT, 4080, "n", \
	  "the descriptor of group %" PRIu64 " is not as its copy: its copy stands in for it", \
	  "グループ{0}の記述子が複製と異なる。複製を代わりに用いた") \
	X(DESCRIPTOR_GROUP_CANNOT, 4081, "n", \
	  "the descriptor of group %" PRIu64 " cannot be: its copy stands in for it", \
	  "グループ{0}の記述子があり得ない値である。複製を代わりに用いた") \
	X(DESCRIPTOR_GROUP_CANNOT_NO, 4082, "n", \
	  "the descriptor of group %" PRIu64 " cannot be, and no copy stands in for it", \
	  "グループ{0}の記述子があり得ない値であり、代わりとなる複製もない") \
	X(DESCRIPTOR_GROUP_FAILS, 4083, "n", \
	  "the descriptor of group %" PRIu64 " fails its checksum; it was read all the same", \
	  "グループ{0}の記述子のチェックサムが一致しない。そのまま読み取った") \
	X(INODES_USE_NAMED, 4084, "nn", \
	  "%" PRIu64 " inodes in use are named by no directory (the first is %" PRIu64 "): names were lost", \
	  "使用中のinodeのうち{0}件は、どのディレクトリにも名称がない（最初は{1}）。名称が失われている") \
	X(FILES_MORE_FEWER, 4085, "nn", \
	  "%" PRIu64 " files have more or fewer names than their inodes count (the first is %" PRIu64 "): names were lost or changed", \
	  "ファイル{0}件の名称の数が、inodeの計数と合わない（最初は{1}）。名称が失われたか、変わっている") \
	X(INODES_NAMES_MARKED, 4086, "nn", \
	  "%" PRIu64 " inodes with names are marked as free (the first is %" PRIu64 ")", \
	  "名称のあるinodeのうち{0}件が、未使用とされている（最初は{1}）") \
	X(INODES_NAMES_NO, 4087, "n", \
	  "%" PRIu64 " inodes with names are in no tree of inodes", \
	  "名称のあるinodeのうち{0}件が、inodeツリーにない") \
	X(BLOCK_BELONGS_INODES, 4088, "nnn", \
	  "block %" PRIu64 " belongs to inodes %" PRIu64 " and %" PRIu64, \
	  "ブロック{0}が、inode {1}と{2}の両方に属している") \
	X(BLOCK_BELONGS_FILE, 4089, "nn", \
	  "block %" PRIu64 " belongs to the file system itself and to inode %" PRIu64, \
	  "ブロック{0}が、ファイルシステム自身とinode {1}の両方に属している") \
	X(BLOCK_USE_MARKED, 4090, "n", \
	  "block %" PRIu64 " is in use and marked as free: the maps of free space cannot be relied on", \
	  "ブロック{0}は使用中であるが、未使用とされている。空き領域の管理情報は信頼できない") \
	X(BLOCK_USE_INODE, 4091, "nn", \
	  "block %" PRIu64 " is in use by inode %" PRIu64 " and marked as free", \
	  "ブロック{0}はinode {1}が使用しているが、未使用とされている") \
	X(WHERE_INODE_WOULD, 4092, "nn", \
	  "where inode %" PRIu64 " would lie is number %" PRIu64, \
	  "inode {0}の位置に、番号{1}のinodeがある") \
	X(WHERE_INODE_WOULD_LIE, 4093, "n", \
	  "where inode %" PRIu64 " would lie is one of another file system", \
	  "inode {0}の位置に、別のファイルシステムのinodeがある") \
	X(DIRECTORY_KEPT_INSIDE, 4094, "", \
	  "a directory kept inside its inode is not as long as its size", \
	  "inode内のディレクトリの長さが、サイズと合わない") \
	X(ANOTHER_NUMBER_EXTENTS, 4095, "", \
	  "it has another number of extents than it says", \
	  "エクステントの数が、自身の計数と合わない") \
	X(ANOTHER_NUMBER_BLOCKS, 4096, "", \
	  "it has another number of blocks than it says", \
	  "ブロックの数が、自身の計数と合わない") \
	X(BLOCK_EXTENT_TREE, 4097, "", \
	  "a block of its extent tree fails its checksum", \
	  "エクステントツリーのブロックのチェックサムが一致しない") \
	X(BLOCK_EXTENT_TREE_ANOTHER, 4098, "", \
	  "a block of its extent tree is another inode's", \
	  "エクステントツリーのブロックが、別のinodeのものである") \
	X(INODE, 4099, "ns", \
	  "inode %" PRIu64 ": %s", \
	  "inode {0}：{1}") \
	X(BLOCK_DIRECTORY_SAYS, 4100, "n", \
	  "a block of directory %" PRIu64 " says that it is another's", \
	  "ディレクトリ{0}のブロックが、別のもののブロックと称している") \
	X(NAMES_DIRECTORY_NOT, 4101, "n", \
	  "the names of directory %" PRIu64 " are not those of its index", \
	  "ディレクトリ{0}の名称が、その索引と合わない") \
	X(TREE_INODES_GROUP, 4102, "n", \
	  "the tree of inodes of group %" PRIu64 " cannot be read as a whole", \
	  "グループ{0}のinodeツリーの全体を読み取ることができない") \
	X(TREES_FREE_SPACE, 4103, "", \
	  "the trees of free space cannot be read as a whole", \
	  "空き領域のツリーの全体を読み取ることができない") \
	X(HEADER_GROUP_SAYS, 4104, "n", \
	  "the header of group %" PRIu64 " says that it is another's", \
	  "グループ{0}のヘッダーが、別のものと称している") \
	X(SUPERBLOCK_NOT_AS, 4105, "n", \
	  "the superblock is not as its copy in group 1 (byte %" PRIu64 ")", \
	  "スーパーブロックがグループ1の複製と異なる（バイト位置{0}）") \
	X(NAMES_DIRECTORY_TREE, 4106, "nn", \
	  "the names of directory %" PRIu64 " of tree %" PRIu64 " differ between the places where they stand", \
	  "ツリー{1}のディレクトリ{0}の名称が、記録箇所の間で一致しない") \
	X(SUPERBLOCK_AT_BYTE, 4107, "nn", \
	  "the superblock at byte %" PRIu64 " cannot be: that at %" PRIu64 " stands in for it", \
	  "バイト位置{0}のスーパーブロックがあり得ない値である。位置{1}のものを代わりに用いた") \
	X(SUPERBLOCKS_AT_BYTES, 4108, "nn", \
	  "the superblocks at bytes %" PRIu64 " and %" PRIu64 " tell different layouts", \
	  "バイト位置{0}と{1}のスーパーブロックの配置が異なる") \
	X(TREE_CANNOT_READ, 4109, "ns", \
	  "tree %" PRIu64 " cannot be read as a whole: %s", \
	  "ツリー{0}の全体を読み取ることができない：{1}") \
	X(TREE_CANNOT_READ_2, 4110, "ns", \
	  "tree %" PRIu64 " cannot be read: %s", \
	  "ツリー{0}を読み取ることができない：{1}") \
	X(BLOCK_DIRECTORY_NONE, 4111, "", \
	  "a block of a directory is none", \
	  "ディレクトリのブロックが、その形式ではない") \
	X(DIRECTORY_BLOCK_MORE, 4112, "", \
	  "a directory's block has more hashes than room", \
	  "ディレクトリのブロックのハッシュ値が、領域を超える") \
	X(DIRECTORY_ENTRIES_BREAK, 4113, "n", \
	  "a directory's entries break at byte %" PRIu64 " of a block", \
	  "ディレクトリの項目がブロック内のバイト位置{0}で途切れている") \
	X(DIRECTORY_ENTRIES_BREAK_INSIDE, 4114, "", \
	  "a directory's entries break inside its inode", \
	  "ディレクトリの項目がinode内で途切れている") \
	X(DIRECTORY_BLOCK_HOLE, 4115, "", \
	  "a directory block has a hole", \
	  "ディレクトリのブロックに未割当の部分がある") \
	X(CHECKSUM_DIRECTORY_BLOCK, 4116, "", \
	  "the checksum of a directory's block does not hold", \
	  "ディレクトリのブロックのチェックサムが一致しない") \
	X(CHECKSUM_GROUP_HEADER, 4117, "n", \
	  "the checksum of group %" PRIu64 "'s header does not hold", \
	  "グループ{0}のヘッダーのチェックサムが一致しない") \
	X(INODE_CANNOT_WOULD, 4118, "n", \
	  "inode %" PRIu64 " cannot be: it would lie outside", \
	  "inode {0}はあり得ない。位置が範囲外となる") \
	X(THERE_NO_INODE, 4119, "n", \
	  "there is no inode where %" PRIu64 " would lie", \
	  "inode {0}の位置にinodeがない") \
	X(LOG_LIES_ANOTHER, 4120, "", \
	  "the log lies on another device and is not read", \
	  "ログは別のデバイスにあり、読み取っていない") \
	X(LOG_CANNOT_WHERE, 4121, "", \
	  "the log cannot be where the superblock says: it is not read", \
	  "スーパーブロックが示すログの位置があり得ない値である。ログは読み取っていない") \
	X(EXTENTS_OVERLAP, 4122, "", \
	  "its extents overlap", \
	  "エクステントが重複している") \
	X(BLOCK_EXTENT_TREE_NONE, 4123, "", \
	  "a block of its extent tree is none", \
	  "エクステントツリーのブロックが、その形式ではない") \
	X(BLOCK_EXTENT_TREE_LIES, 4124, "", \
	  "a block of its extent tree lies outside", \
	  "エクステントツリーのブロックが範囲外にある") \
	X(BLOCK_EXTENT_TREE_COULD, 4125, "", \
	  "a block of its extent tree could not be read", \
	  "エクステントツリーのブロックを読み取ることができなかった") \
	X(MORE_EXTENTS_THAN, 4126, "", \
	  "more extents than its inode has room for", \
	  "エクステントの数がinodeの領域を超える") \
	X(DATA_KEPT_WAY, 4127, "", \
	  "its data are kept in a way that is not known", \
	  "データの保持形式に対応していない") \
	X(ROOT_EXTENT_TREE, 4128, "", \
	  "the root of its extent tree cannot be", \
	  "エクステントツリーのルートがあり得ない値である") \
	X(BYTES_LIE_REALTIME, 4129, "", \
	  "its bytes lie on the realtime device, which is not read", \
	  "データはリアルタイムデバイスにあり、読み取っていない") \
	X(LOG_BREAKS_AFTER, 4130, "n", \
	  "the log breaks after %" PRIu64 " of its active records: a mount would stop there too", \
	  "ログは有効な記録{0}件の後で途切れている。マウントもここで停止する") \
	X(LOG_CHANGES_MORE, 4131, "n", \
	  "the log changes more blocks than the limit of %" PRIu64 " MiB: what is read may be older than a mount would show", \
	  "ログが変更するブロックが上限{0} MiBを超える。読み取った内容は、マウントで示されるものより古い可能性がある") \
	X(VERSION_NEITHER_4, 4132, "", \
	  "its version is neither 4 nor 5", \
	  "バージョンが4でも5でもない") \
	X(BLOCK_SECTOR_SIZE, 4133, "", \
	  "its block or sector size cannot be", \
	  "ブロック又はセクターのサイズがあり得ない値である") \
	X(GROUPS_CANNOT, 4134, "", \
	  "its groups cannot be", \
	  "グループの値があり得ない") \
	X(DIRECTORY_BLOCK_SIZE, 4135, "", \
	  "its directory block size cannot be", \
	  "ディレクトリのブロックのサイズがあり得ない値である") \
	X(NO_XFS_SUPERBLOCK, 4136, "n", \
	  "no XFS superblock at byte %" PRIu64, \
	  "バイト位置{0}にXFSのスーパーブロックがない") \
	X(XFS_SUPERBLOCK_AT, 4137, "ns", \
	  "an XFS superblock at byte %" PRIu64 ", but %s", \
	  "バイト位置{0}にXFSのスーパーブロックがあるが、{1}") \
	X(FEATURES_NOT_KNOWN_INCOMPAT, 4138, "t", \
	  "features not known here (incompat 0x%x): what is read may not be what the kernel reads", \
	  "対応していない機能（incompat {0}）がある。読み取った内容は、カーネルが読み取るものと異なる可能性がある") \
	X(NEWEST_ROOT_CANNOT, 4139, "nn", \
	  "the newest root cannot be read: what is shown is as of generation %" PRIu64 ", not %" PRIu64, \
	  "最新のルートを読み取ることができない。示した内容は、世代{1}ではなく世代{0}の時点のものである") \
	X(THIS_BUILD_NO, 4140, "", \
	  "this build has no libtsk, which reads it", \
	  "読み取りに必要なlibtskを組み込まずに作成されたビルドである") \
	X(NOT_UNMOUNTED_JOURNAL, 4141, "t", \
	  "%s was not unmounted; its journal was replayed in memory", \
	  "{0}はアンマウントされていない。ジャーナルをメモリ上で再生した") \
	X(JOURNAL_CANNOT_FOUND, 4142, "s", \
	  "the journal cannot be found: %s", \
	  "ジャーナルの所在が判明しない：{0}") \
	X(JOURNAL_SUPERBLOCK_CANNOT, 4144, "", \
	  "the journal's superblock cannot be read", \
	  "ジャーナルのスーパーブロックを読み取ることができない") \
	X(JOURNAL_LIES_ANOTHER, 4145, "", \
	  "the journal lies on another device and is not read", \
	  "ジャーナルは別のデバイスにあり、読み取っていない") \
	X(FILE_SYSTEM_BLOCKS, 4147, "nn", \
	  "the file system has %" PRIu64 " blocks, the media holds %" PRIu64 " of them", \
	  "ファイルシステムは{0}ブロックであるが、媒体にはそのうち{1}ブロックしかない") \
	X(SUPERBLOCK_CHECKSUM_DOES, 4148, "", \
	  "the superblock's checksum does not hold", \
	  "スーパーブロックのチェックサムが一致しない") \
	X(NO_EXT_SUPERBLOCK, 4149, "n", \
	  "no ext superblock at byte %" PRIu64, \
	  "バイト位置{0}にextのスーパーブロックがない") \
	X(EXT_SUPERBLOCK_AT, 4150, "ns", \
	  "an ext superblock at byte %" PRIu64 ", but %s", \
	  "バイト位置{0}にextのスーパーブロックがあるが、{1}") \
	X(BLOCK_SIZE_CANNOT, 4151, "", \
	  "its block size cannot be", \
	  "ブロックのサイズがあり得ない値である") \
	X(CLUSTER_SIZE_CANNOT, 4152, "", \
	  "its cluster size cannot be", \
	  "クラスターのサイズがあり得ない値である") \
	X(INODE_SIZE_CANNOT, 4153, "", \
	  "its inode size cannot be", \
	  "inodeのサイズがあり得ない値である") \
	X(GROUP_SIZE_CANNOT, 4154, "", \
	  "its group size cannot be", \
	  "グループのサイズがあり得ない値である") \
	X(NUMBER_INODES_CANNOT, 4155, "", \
	  "its number of inodes cannot be", \
	  "inodeの数があり得ない値である") \
	X(SIZE_GROUP_DESCRIPTORS, 4156, "", \
	  "the size of its group descriptors cannot be", \
	  "グループ記述子のサイズがあり得ない値である") \
	X(NUMBER_BLOCKS_CANNOT, 4157, "", \
	  "its number of blocks cannot be", \
	  "ブロックの数があり得ない値である") \
	X(BLOCK_LIES_BEYOND, 4158, "n", \
	  "block %" PRIu64 " lies beyond the end of the file system", \
	  "ブロック{0}はファイルシステムの終端を超える") \
	X(BLOCK_COULD_NOT, 4159, "n", \
	  "block %" PRIu64 " could not be read", \
	  "ブロック{0}を読み取ることができなかった") \
	X(CHECKSUM_INODE_DOES, 4160, "n", \
	  "the checksum of inode %" PRIu64 " does not hold", \
	  "inode {0}のチェックサムが一致しない") \
	X(LONGER_THAN_LINK, 4161, "", \
	  "longer than a link can be", \
	  "リンクの長さの上限を超える") \
	X(ENCRYPTED, 4162, "", \
	  "it is encrypted", \
	  "暗号化されている") \
	X(DIRECTORY_RECORDS_BREAK, 4163, "n", \
	  "a directory's records break at byte %" PRIu64 " of a block", \
	  "ディレクトリの記録がブロック内のバイト位置{0}で途切れている") \
	X(MORE_NAMES_THAN, 4164, "n", \
	  "more names than the limit of %" PRIu64, \
	  "名称の数が上限{0}を超える") \
	X(NAME_CANNOT_LEFT, 4165, "", \
	  "a name that cannot be was left out", \
	  "あり得ない名称を対象外とした") \
	X(INODE_NO_DIRECTORY, 4166, "n", \
	  "inode %" PRIu64 " is no directory", \
	  "inode {0}はディレクトリではない") \
	X(INODE_CANNOT_LAST, 4167, "nn", \
	  "inode %" PRIu64 " cannot be: the last is %" PRIu64, \
	  "inode {0}はあり得ない。最後は{1}である") \
	X(BLOCK, 4168, "sn", \
	  "%s (block %" PRIu64 ")", \
	  "{0}（ブロック{1}）") \
	X(FILE_MORE_PIECES, 4169, "", \
	  "the file is in more pieces than the limit", \
	  "ファイルの断片数が上限を超える") \
	X(EXTENT_CANNOT, 4170, "", \
	  "an extent cannot be", \
	  "エクステントの値があり得ない") \
	X(EXTENT_NODE_CANNOT, 4171, "", \
	  "an extent node cannot be", \
	  "エクステントノードの値があり得ない") \
	X(EXTENT_NODE_LIES, 4172, "", \
	  "an extent node lies outside", \
	  "エクステントノードが範囲外にある") \
	X(EXTENT_NODE_COULD, 4173, "", \
	  "an extent node could not be read", \
	  "エクステントノードを読み取ることができなかった") \
	X(BLOCK_POINTER_CANNOT, 4174, "", \
	  "a block pointer cannot be", \
	  "ブロックポインターの値があり得ない") \
	X(BLOCK_POINTERS_COULD, 4175, "", \
	  "a block of pointers could not be read", \
	  "ポインターのブロックを読み取ることができなかった") \
	X(BYTES_KEPT_INSIDE, 4176, "", \
	  "its bytes kept inside the inode are not whole", \
	  "inode内に保存されたデータが完全ではない") \
	X(ENCRYPTED_FSCRYPT_BYTES, 4177, "", \
	  "it is encrypted (fscrypt): its bytes cannot be read without the key", \
	  "暗号化されており（fscrypt）、鍵がなければデータを読み取ることができない") \
	X(GROUP_LIES_BEYOND, 4178, "n", \
	  "group %" PRIu64 " lies beyond the last", \
	  "グループ{0}は最後のグループを超える") \
	X(GROUP_INODE_TABLE, 4179, "nn", \
	  "group %" PRIu64 ": its inode table would lie at block %" PRIu64, \
	  "グループ{0}：inode表の位置がブロック{1}となる") \
	X(BYTES_CANNOT_READ, 4180, "", \
	  "its bytes cannot be read as a stream", \
	  "データを連続して読み取ることができない") \
	X(LIBTSK_NO_REASON, 4181, "", \
	  "libtsk gives no reason", \
	  "libtskは理由を示していない") \
	X(TREES_FREE_DIFFER, 4182, "n", \
	  "the two trees of free space of group %" PRIu64 " differ", \
	  "グループ{0}の空き領域の2つのツリーが互いに一致しない") \
	X(COUNTS_FREE_DIFFER, 4183, "n", \
	  "the counts of free space of group %" PRIu64 " are not those of its trees", \
	  "グループ{0}の空き領域の数が、そのツリーの内容と一致しない") \
	X(TREES_INODES_DIFFER, 4184, "n", \
	  "the two trees of inodes of group %" PRIu64 " differ", \
	  "グループ{0}のinodeの2つのツリーが互いに一致しない") \
	X(COUNTS_INODES_DIFFER, 4185, "n", \
	  "the counts of inodes of group %" PRIu64 " are not those of its trees", \
	  "グループ{0}のinodeの数が、そのツリーの内容と一致しない") \
	X(MORE_BLOCKS_THAN, 4186, "n", \
	  "more blocks than the limit of %" PRIu64, \
	  "ブロックの数が上限{0}を超える") \
	X(CHUNKS_DIFFER, 4187, "", \
	  "the chunks and the extents of the device differ", \
	  "チャンクとデバイスのエクステントが互いに一致しない") \
	X(EXTENT_CUT_SHORT, 4188, "", \
	  "cut short", \
	  "途中で切れている") \
	X(EXTENT_LENGTH, 4189, "", \
	  "its length", \
	  "長さ") \
	X(SUPERBLOCK_COPY_UNSOUND, 4191, "n", \
	  "the copy of the superblock at byte %" PRIu64 " is none, or fails its checksum", \
	  "バイト位置{0}のスーパーブロックの複製が失われているか、チェックサムが一致しない") \
	X(MAP_CHECKSUM, 4190, "n", \
	  "a map of group %" PRIu64 " that marks its blocks or inodes in use fails its checksum", \
	  "グループ{0}の使用状況を示すブロック又はinodeのビットマップのチェックサムが一致しない") \
	X(JOURNAL_FEATURES, 4193, "", \
	  "the journal's superblock names features that its version does not have, or that nobody knows", \
	  "ジャーナルのスーパーブロックに、その版にない機能又は未知の機能が記されている") \
	X(GROUP_HEADER_VERSION, 4194, "n", \
	  "the header of group %" PRIu64 " states a version that XFS does not have", \
	  "グループ{0}のヘッダーが、XFSにないバージョンを示している") \
	X(GROUP_REMOVED_LEADS, 4195, "n", \
	  "a list of inodes that were removed while open leads out of group %" PRIu64, \
	  "開かれたまま削除されたinodeのリストが、グループ{0}の外を指している") \
	X(TREE_KEY_OFFSET, 4196, "", \
	  "the root of a tree that there is once stands under the number of a version", \
	  "一つしか存在しないツリーの根が、版の番号の下に記されている") \
	X(INODE_AHEAD, 4197, "nn", \
	  "inode %" PRIu64 " of tree %" PRIu64 " states a transaction later than the superblock's", \
	  "ツリー{1}のinode {0}が、スーパーブロックより後のトランザクションを記している") \
	X(EXTENT_RECORDS_ODD, 4198, "", \
	  "the tree of extents has records that cannot be", \
	  "エクステントツリーに、あり得ない記録がある") \
	X(STRIPES_CANNOT, 4199, "", \
	  "the superblock's unit and width of stripes cannot both be", \
	  "スーパーブロックのストライプの単位と幅が両立しない") \
	X(CHUNK_RECORDS_ODD, 4200, "", \
	  "the tree of chunks has records that cannot be", \
	  "チャンクツリーに、あり得ない記録がある") \
	X(JOURNAL_NOT_READ, 4202, "s", \
	  "the journal was not read: %s", \
	  "ジャーナルを読み取っていない：{0}") \
	X(MORE_CHUNKS_THAN, 4203, "n", \
	  "more chunks than the limit of %" PRIu64 "; what lies in the others was left out", \
	  "チャンクの数が上限{0}を超える。残りのチャンクにあるものは対象外とした") \
	X(MORE_TREES_THAN, 4204, "n", \
	  "more trees than the limit of %" PRIu64 "; the others were left out", \
	  "ツリーの数が上限{0}を超える。残りは対象外とした") \
	X(TREE_OWNER, 4201, "n", \
	  "the root of tree %" PRIu64 " says that it is another tree's", \
	  "ツリー{0}の根が、別のツリーのものと称している") \
	X(SUPERBLOCK_SIGN, 4192, "", \
	  "the superblock lacks the sign of ext2, ext3 and ext4, and all else in it agrees", \
	  "スーパーブロックにext2・ext3・ext4を示す識別子がないが、他の項目はすべて整合している")

#endif
