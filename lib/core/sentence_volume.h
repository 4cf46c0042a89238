/* core/sentence_volume.h - what volume/ and media/ say of disk images. */
#ifndef CORE_SENTENCE_VOLUME_H
#define CORE_SENTENCE_VOLUME_H

#include <inttypes.h>

/* id, number, kinds of its arguments, English, Japanese: core/sentence.h */
#define SENTENCES_VOLUME(X) \
	X(PROTECTIVE_MBR_NEITHER, 5001, "", \
	  "a protective MBR, and neither copy of the GPT it stands for: file systems are looked for on the whole disk", \
	  "GPTの保護用MBRだけがあり、GPTはいずれの複製もない。ディスク全体でファイルシステムを探した") \
	X(BEGINS_AT_BYTE, 5002, "nn", \
	  "it begins at byte %" PRIu64 ", beyond the end (byte %" PRIu64 "): the image is cut off or the table is wrong", \
	  "開始のバイト位置{0}が終端（バイト位置{1}）を超える。イメージが途切れているか、区画表が誤っている") \
	X(BYTES_TABLE_WHICH, 5003, "nn", \
	  "it is %" PRIu64 " bytes by its table, of which the last %" PRIu64 " lie beyond the end: the image is cut off or the table is wrong", \
	  "区画表では{0}バイトであるが、末尾の{1}バイトが終端を超える。イメージが途切れているか、区画表が誤っている") \
	X(THERE_MORE_VOLUMES, 5004, "n", \
	  "there are more volumes than the %" PRIu64 " that are listed", \
	  "ボリュームの数が、一覧に掲げた{0}件を超える") \
	X(SAYS_BYTES_THERE, 5005, "nn", \
	  "it says it has %" PRIu64 " bytes, %" PRIu64 " are there", \
	  "{0}バイトと記録されているが、{1}バイトしかない") \
	X(FOUND_BACKUP_SUPERBLOCK, 5006, "", \
	  "found by a backup superblock: the primary one is gone", \
	  "予備のスーパーブロックにより発見した。主スーパーブロックは失われている") \
	X(FILE_SYSTEMS_NOT, 5007, "n", \
	  "file systems were not looked for from byte %" PRIu64, \
	  "バイト位置{0}以降では、ファイルシステムを探索していない") \
	X(PRIMARY_SUPERBLOCK_GONE, 5008, "n", \
	  "the primary superblock is gone; a backup stands at byte %" PRIu64, \
	  "主スーパーブロックは失われているが、予備がバイト位置{0}にある") \
	X(WHAT_MAY_NOT, 5009, "n", \
	  "what may be in it is not looked at: it lies %" PRIu64 " deep", \
	  "{0}段の深さにあるため、その中は調べていない") \
	X(ENTRY_SAYS_SECTORS, 5010, "nn", \
	  "the entry says sectors %" PRIu64 " to %" PRIu64 ", which is no range", \
	  "項目が示すセクター{0}から{1}は、範囲として成り立たない") \
	X(THERE_NO_BACKUP, 5011, "", \
	  "there is no backup copy where it should be", \
	  "予備の区画表が、あるべき位置にない") \
	X(BACKUP_COPY_DOES, 5012, "", \
	  "the backup copy does not fit its checksums", \
	  "予備の区画表のチェックサムが一致しない") \
	X(BACKUP_COPY_OTHER, 5013, "", \
	  "the backup copy has other entries", \
	  "予備の区画表の項目が異なる") \
	X(PRIMARY_COPY_DOES, 5014, "", \
	  "the primary copy does not fit its checksums: the backup copy is used", \
	  "主区画表のチェックサムが一致しないため、予備を用いた") \
	X(PRIMARY_COPY_GONE, 5015, "", \
	  "the primary copy is gone: the backup copy is used", \
	  "主区画表が失われているため、予備を用いた") \
	X(NO_COPY_FITS, 5016, "", \
	  "no copy fits its checksums: entries may be wrong", \
	  "いずれの区画表もチェックサムが一致しない。項目が誤っている可能性がある") \
	X(CHAIN_BREAKS_NO, 5017, "n", \
	  "its chain breaks: no boot record at byte %" PRIu64, \
	  "拡張区画の連鎖が途切れている。バイト位置{0}にブートレコードがない") \
	X(CHAIN_COMES_BACK, 5018, "n", \
	  "its chain comes back to itself at byte %" PRIu64, \
	  "拡張区画の連鎖が、バイト位置{0}で元に戻っている") \
	X(CHAIN_LEADS_OUT, 5019, "n", \
	  "its chain leads out of it at byte %" PRIu64, \
	  "拡張区画の連鎖が、バイト位置{0}で範囲外を指している") \
	X(CHAIN_MORE_RECORDS, 5020, "n", \
	  "its chain has more records than are followed at byte %" PRIu64, \
	  "拡張区画の連鎖の記録が多く、バイト位置{0}でたどることを打ち切った") \
	X(STRIPED_OVER_SEVERAL, 5021, "", \
	  "it is striped over several physical volumes, which is not put together here; the gaps that hold its stripes are read as they lie", \
	  "複数の物理ボリュームにストライプ化されており、組み立てていない。該当する空き領域は、そのままの並びで読み取る") \
	X(THIN_VOLUME_BLOCKS, 5022, "", \
	  "it is a thin volume; its blocks lie in the pool's data volume (_tdata), in an order that is not read here", \
	  "シンボリュームであり、そのブロックはプールのデータボリューム（_tdata）にある。並びは解釈していない") \
	X(THIN_POOL_DATA, 5023, "", \
	  "it is a thin pool; its data volume (_tdata) is listed and read as it lies", \
	  "シンプールであり、そのデータボリューム（_tdata）を一覧に掲げ、そのままの並びで読み取る") \
	X(RAID_MIRROR_PARTS, 5024, "", \
	  "it is a RAID or mirror; its parts (_rimage, _mimage) are listed, and each of a mirror is whole", \
	  "RAID又はミラーであり、その構成要素（_rimage、_mimage）を一覧に掲げた。ミラーでは、それぞれが全体である") \
	X(CACHED_ORIGIN__CORIG, 5025, "", \
	  "it is cached; its origin (_corig, _wcorig) is listed, without what the cache had not yet written", \
	  "キャッシュ付きのボリュームであり、元のボリューム（_corig、_wcorig）を一覧に掲げた。キャッシュから書き込まれていない内容は含まない") \
	X(SNAPSHOT_VOLUME_KEEPS, 5026, "", \
	  "it is a snapshot; the volume that keeps what differs is listed", \
	  "スナップショットであり、差分を保持するボリュームを一覧に掲げた") \
	X(TYPE_NOT_PUT, 5027, "", \
	  "its type is not put together here", \
	  "この種別のボリュームは組み立てていない") \
	X(NUMBERS_CANNOT, 5028, "", \
	  "its numbers cannot be", \
	  "数値があり得ない値である") \
	X(SEGMENTS_DO_NOT, 5029, "", \
	  "its segments do not join", \
	  "セグメントがつながらない") \
	X(NO_SEGMENTS, 5030, "", \
	  "it has no segments", \
	  "セグメントがない") \
	X(OLDER_COPY_METADATA, 5031, "n", \
	  "by an older copy of the metadata (seqno %" PRIu64 ")", \
	  "古い管理情報（seqno {0}）による") \
	X(BYTES_LIE_PHYSICAL, 5032, "n", \
	  "%" PRIu64 " of its bytes lie on physical volumes that are not on this image: unread", \
	  "{0}バイトは、このイメージにない物理ボリュームにあり、読み取っていない") \
	X(NOT_ALL_FORMER, 5033, "", \
	  "not all former volumes were looked for", \
	  "過去のボリュームのすべてを探索したものではない") \
	X(BELONGS_NO_VOLUME, 5034, "", \
	  "it belongs to no volume group that the newest metadata describe", \
	  "最新の管理情報に記載されたいずれのボリュームグループにも属さない") \
	X(HEADER_METADATA_DOES, 5035, "", \
	  "the header of the metadata does not fit its checksum", \
	  "管理情報のヘッダーのチェックサムが一致しない") \
	X(METADATA_AREA_TOO, 5036, "", \
	  "the metadata area is too large to be looked at as a whole", \
	  "管理情報の領域が大きく、全体を調べていない") \
	X(NEWEST_METADATA_DOES, 5037, "", \
	  "the newest metadata does not fit its checksum", \
	  "最新の管理情報のチェックサムが一致しない") \
	X(NOT_ALL_OLDER, 5038, "", \
	  "not all older copies of the metadata were looked at", \
	  "古い管理情報のすべてを調べたものではない") \
	X(LABEL_DOES_NOT, 5039, "", \
	  "its label does not fit its checksum", \
	  "ラベルのチェックサムが一致しない") \
	X(MEMBER_LINUX_SOFTWARE_RAID, 5040, "", \
	  "member of a Linux software RAID; assemble the array and give its device", \
	  "LinuxソフトウェアRAIDの構成要素である。アレイを組み立て、そのデバイスを調査対象とする") \
	X(MEMBER_LINUX_SOFTWARE_RAID_LEVEL, 5041, "n", \
	  "member of a Linux software RAID of level 1 with %" PRIu64 " disks: each has all data, and this one's are read", \
	  "ディスク{0}台のLinuxソフトウェアRAID（レベル1）の構成要素である。それぞれが全データを持つため、これを読み取った") \
	X(MEMBER_LINUX_SOFTWARE_RAID_LEVEL_DISKS, 5042, "nn", \
	  "member of a Linux software RAID of level %d with %" PRIu64 " disks; assemble the array and give its device", \
	  "ディスク{1}台のLinuxソフトウェアRAID（レベル{0}）の構成要素である。アレイを組み立て、そのデバイスを調査対象とする") \
	X(ENCRYPTED_LUKS_OPEN, 5043, "", \
	  "encrypted (LUKS); open it with its key (cryptsetup open --readonly) and give an image of the opened device", \
	  "暗号化（LUKS）。鍵により開き（cryptsetup open --readonly）、開いたデバイスのイメージを調査対象とする") \
	X(QCOW2_VERSION_CLUSTERS, 5044, "nnt", \
	  "version %" PRIu64 ", clusters of %" PRIu64 " bytes, compression %s", \
	  "バージョン{0}、クラスター{1}バイト、圧縮方式{2}") \
	X(DIRTY_NOT_CLOSED, 5045, "", \
	  "it was not closed: reference counts may be behind", \
	  "正常に閉じられていない。参照数が実際と合わない可能性がある") \
	X(CORRUPT_QEMU_MARKED, 5046, "", \
	  "QEMU has marked it as damaged", \
	  "QEMUが破損の印を付けている") \
	X(L1_TABLE_TOO_SHORT, 5049, "n", \
	  "it is too short: from byte %" PRIu64 " on the disk is unread", \
	  "短すぎるため、ディスクのバイト位置{0}以降は読み取っていない") \
	X(SNAPSHOT_MADE_WHAT, 5050, "st", \
	  "%s, made %s: what only it names is shown after the disk", \
	  "{0}（作成時刻{1}）。これのみが指す内容は、ディスクの終端の後に示す") \
	X(SNAPSHOTS_THEIR_TABLE, 5051, "", \
	  "their table is damaged", \
	  "一覧表が破損している") \
	X(STALE_NOT_ALL, 5052, "", \
	  "not all that the disk no longer uses is shown", \
	  "ディスクが使用しなくなった内容のすべてを示すものではない") \
	X(STALE_FILE_TOO, 5053, "", \
	  "the file has too many clusters to tell which of them the disk no longer uses", \
	  "クラスターが多く、ディスクが使用しなくなったものを判定していない") \
	X(ERROR_RANGE_BYTES_AT, 5054, "nn", \
	  "%" PRIu64 " bytes at byte %" PRIu64 " could not be read when the image was made", \
	  "イメージの取得の際、バイト位置{1}から{0}バイトを読み取ることができなかった") \
	X(MISSING_SEGMENTS_FROM_BYTE, 5055, "n", \
	  "from byte %" PRIu64 " on nothing can be read: segment files are missing or damaged", \
	  "バイト位置{0}以降を読み取ることができない。セグメントファイルの不足又は破損による") \
	X(MISSING_PART_BYTES_AS, 5056, "tsn", \
	  "%s (%s): its %" PRIu64 " bytes, as many as the first part has, are unread", \
	  "{0}（{1}）。最初の分割ファイルと同じ{2}バイトを読み取っていない") \
	X(NOTES_THERE_MORE, 5057, "", \
	  "there are more statements than are kept", \
	  "記載が多く、すべては保持していない") \
	X(CASE_NUMBER, 5058, "", \
	  "case_number", \
	  "事件番号（case_number）") \
	X(DESCRIPTION, 5059, "", \
	  "description", \
	  "説明（description）") \
	X(EXAMINER_NAME, 5060, "", \
	  "examiner_name", \
	  "担当者（examiner_name）") \
	X(EVIDENCE_NUMBER, 5061, "", \
	  "evidence_number", \
	  "証拠番号（evidence_number）") \
	X(ACQUIRY_DATE, 5062, "", \
	  "acquiry_date", \
	  "取得日時（acquiry_date）") \
	X(SYSTEM_DATE, 5063, "", \
	  "system_date", \
	  "システムの日時（system_date）") \
	X(ACQUIRY_OPERATING_SYSTEM, 5064, "", \
	  "acquiry_operating_system", \
	  "取得時のOS（acquiry_operating_system）") \
	X(ACQUIRY_SOFTWARE, 5065, "", \
	  "acquiry_software", \
	  "取得ソフトウェア（acquiry_software）") \
	X(ACQUIRY_SOFTWARE_VERSION, 5066, "", \
	  "acquiry_software_version", \
	  "取得ソフトウェアの版（acquiry_software_version）") \
	X(MODEL, 5067, "", \
	  "model", \
	  "型式（model）") \
	X(SERIAL_NUMBER, 5068, "", \
	  "serial_number", \
	  "製造番号（serial_number）") \
	X(DEVICE_LABEL, 5069, "", \
	  "device_label", \
	  "デバイスのラベル（device_label）") \
	X(PROCESS_IDENTIFIER, 5070, "", \
	  "process_identifier", \
	  "プロセス識別子（process_identifier）") \
	X(NOTES, 5072, "", \
	  "notes", \
	  "備考（notes）") \
	X(CONTENT_NOTHING, 5077, "", \
	  "nothing known", \
	  "判明した内容はない") \
	X(CONTENT_EXT, 5078, "", \
	  "ext2, ext3 or ext4", \
	  "ext2、ext3又はext4") \
	X(CONTENT_XFS, 5079, "", \
	  "XFS", \
	  "XFS") \
	X(CONTENT_BTRFS, 5080, "", \
	  "btrfs", \
	  "btrfs") \
	X(CONTENT_LVM2, 5081, "", \
	  "an LVM2 physical volume", \
	  "LVM2の物理ボリューム") \
	X(CONTENT_LUKS, 5082, "", \
	  "encrypted (LUKS): cannot be read without its key", \
	  "暗号化（LUKS）。鍵がなければ読み取ることができない") \
	X(CONTENT_MD, 5083, "", \
	  "a member of a Linux software RAID", \
	  "LinuxソフトウェアRAIDの構成要素") \
	X(CONTENT_SWAP, 5084, "", \
	  "swap space", \
	  "スワップ領域") \
	X(CONTENT_NTFS, 5085, "", \
	  "NTFS", \
	  "NTFS") \
	X(CONTENT_FAT, 5086, "", \
	  "FAT12, FAT16 or FAT32", \
	  "FAT12、FAT16又はFAT32") \
	X(CONTENT_EXFAT, 5087, "", \
	  "exFAT", \
	  "exFAT") \
	X(CONTENT_ISO9660, 5088, "", \
	  "ISO 9660", \
	  "ISO 9660") \
	X(CONTENT_SQUASHFS, 5089, "", \
	  "squashfs", \
	  "squashfs") \
	X(CONTENT_ZFS, 5090, "", \
	  "ZFS", \
	  "ZFS") \
	X(CONTENT_F2FS, 5091, "", \
	  "F2FS", \
	  "F2FS") \
	X(CONTENT_OTHER, 5092, "", \
	  "another file system", \
	  "その他のファイルシステム") \
	X(QCOW2_VERSION_EXTENDED, 5093, "nnt", \
	  "version %" PRIu64 ", clusters of %" PRIu64 " bytes, compression %s, extended L2", \
	  "バージョン{0}、クラスター{1}バイト、圧縮方式{2}、拡張L2") \
	X(NO_FILE, 5094, "", \
	  "no file", \
	  "ファイルがない") \
	X(BYTES_PLACES_UNREAD, 5095, "nnn", \
	  "%" PRIu64 " bytes in %" PRIu64 " places could not be read when they were asked for, the first at byte %" PRIu64 "; they are not taken for zeros", \
	  "求めた際に{1}か所の{0}バイトを読み取れなかった（最初はバイト位置{2}）。これらを0とはみなさない") \
	X(PARENT_LACKING, 5096, "ts", \
	  "\"%s\": %s; what only it has is unread: it is needed in this folder, or one image of the chain made by qemu-img convert", \
	  "「{0}」：{1}。これのみにある内容は読み取っていない。同じフォルダーに置くか、qemu-img convertにより連鎖全体を一つのイメージとする必要がある") \
	X(NO_PLAIN_NAME, 5097, "", \
	  "no plain name beside this file", \
	  "このファイルと同じフォルダーにあるファイルの名称ではない") \
	X(LINK_NOT_FOLLOWED, 5098, "", \
	  "a symbolic link, which is not followed", \
	  "シンボリックリンクであり、たどらない") \
	X(BESIDE_NO_REGULAR_FILE, 5099, "", \
	  "no regular file", \
	  "通常ファイルではない") \
	X(NO_NAME_STATED, 5100, "", \
	  "no name is stated", \
	  "名称が示されていない") \
	X(IN_CHAIN_ALREADY, 5101, "", \
	  "a part of this chain already", \
	  "既にこの連鎖に含まれている") \
	X(CHAIN_TOO_LONG, 5102, "n", \
	  "one more than the %" PRIu64 " images of a chain that are read", \
	  "連鎖として読み取る{0}件のイメージを超えている") \
	X(NOT_SAME_FORMAT, 5103, "", \
	  "not a disk of the same format", \
	  "同じ形式のディスクではない") \
	X(NOT_MADE_FROM, 5104, "tt", \
	  "not the disk it was made from (that is %s, this %s)", \
	  "作成の基となったディスクではない（基は{0}、これは{1}）") \
	X(NO_IDENTITY, 5105, "", \
	  "has no identity", \
	  "識別情報がない") \
	X(PARENT_READ_UNCHECKED, 5106, "t", \
	  "\"%s\" beside it was read for what this file lacks; no identity is kept that it could be checked by", \
	  "このファイルにない内容は、同じフォルダーの「{0}」から読み取った。照合することのできる識別情報は記録されていない") \
	X(PARENT_READ_KNOWN, 5107, "t", \
	  "\"%s\" beside it was read for what this file lacks; its identity is the one stated", \
	  "このファイルにない内容は、同じフォルダーの「{0}」から読み取った。その識別情報は、示されたものと一致する") \
	X(PARENT_KEEPS, 5108, "nt", \
	  "%" PRIu64 " bytes that the disk of \"%s\" no longer uses were not looked at: examine it by itself", \
	  "「{1}」のディスクが使用しなくなった{0}バイトは調べていない。これを単独で調査する") \
	X(IN_PARENT, 5109, "st", \
	  "%s, in \"%s\"", \
	  "{0}（「{1}」において）") \
	X(FILE_OF_IMAGE, 5110, "ntnt", \
	  "file %" PRIu64 ": %s, %" PRIu64 " bytes, %s", \
	  "ファイル{0}：{1}、{2}バイト、{3}") \
	X(TABLES_POINT_OUTSIDE, 5111, "n", \
	  "%" PRIu64 " entries point beyond the end of the file or between clusters; what they describe is unread", \
	  "{0}件の項目がファイルの終端より後又はクラスターの途中を指している。それらが示す内容は読み取っていない") \
	X(CLUSTERS_NAMED_TWICE, 5112, "n", \
	  "%" PRIu64 " clusters are named twice, or hold tables too; they are unread", \
	  "{0}個のクラスターが二重に参照されているか、表も含んでいる。これらは読み取っていない") \
	X(CLUSTERS_UNDERCOUNTED, 5113, "n", \
	  "%" PRIu64 " clusters are in use more often than they are counted", \
	  "{0}個のクラスターの使用数が、記録された参照数より多い") \
	X(CLUSTERS_OVERCOUNTED, 5114, "n", \
	  "%" PRIu64 " clusters are counted more often than they are in use: a write that was interrupted leaves this, and so does a lost entry", \
	  "{0}個のクラスターの参照数が、実際の使用数より多い。書き込みの中断によって、又はこれらを指していた項目が失われたことによって生じる") \
	X(COUNTS_NOT_COMPARED, 5115, "", \
	  "too many clusters or snapshots to compare them with their uses", \
	  "クラスター又はスナップショットが多すぎるため、参照数と使用とを照合していない") \
	X(FOOTER_NOT_SOUND, 5116, "", \
	  "its checksum fails, and no copy is sound", \
	  "チェックサムが一致せず、正常な複製もない") \
	X(FOOTER_COPY_USED, 5117, "", \
	  "it is missing or damaged at the end of the file; the copy at the start is used", \
	  "ファイルの終端のものが失われているか破損している。先頭の複製を用いた") \
	X(FOOTER_COPY_DAMAGED, 5118, "", \
	  "its copy at the start of the file is missing or damaged", \
	  "ファイルの先頭の複製が失われているか破損している") \
	X(FOOTER_COPY_DIFFERS, 5119, "", \
	  "it and its copy at the start of the file say different things", \
	  "これと先頭の複製とが異なる内容を示している") \
	X(CHECKSUM_FAILS, 5120, "", \
	  "its checksum fails", \
	  "チェックサムが一致しない") \
	X(VHDX_ONE_HEADER, 5121, "n", \
	  "of its two headers only number %" PRIu64 " is sound", \
	  "二つのヘッダーのうち、正常なのは{0}番のみである") \
	X(VHDX_LOG, 5122, "", \
	  "it was not closed, and its log was not written back: its tables may be behind", \
	  "正常に閉じられておらず、ログが書き戻されていない。表の内容が古い可能性がある") \
	X(VHDX_ONE_REGION_TABLE, 5123, "n", \
	  "of its two region tables only number %" PRIu64 " is sound", \
	  "二つの領域表のうち、正常なのは{0}番のみである") \
	X(VHDX_REGIONS_DIFFER, 5124, "", \
	  "its two region tables say different things; the first is used", \
	  "二つの領域表が異なる内容を示している。第一のものを用いた") \
	X(VHD_BLOCKS, 5125, "nnnn", \
	  "of %" PRIu64 " entries %" PRIu64 " point outside the data, %" PRIu64 " at what others have too: these blocks are unread; within %" PRIu64 " the file ends", \
	  "{0}件の項目のうち、{1}件がデータの外を、{2}件が他の項目と同じ場所を指しており、これらのブロックは読み取っていない。{3}件ではブロックの途中でファイルが終わる") \
	X(VHDX_BLOCKS, 5126, "nnnn", \
	  "of %" PRIu64 " entries %" PRIu64 " point outside the data, %" PRIu64 " at what others have too, %" PRIu64 " are in no known state: these blocks are unread", \
	  "{0}件の項目のうち、{1}件がデータの外を、{2}件が他の項目と同じ場所を指し、{3}件は未知の状態である。これらのブロックは読み取っていない") \
	X(BLOCK_TABLE_SHORT, 5127, "n", \
	  "their table is too short: from byte %" PRIu64 " on the disk is unread", \
	  "表が短すぎるため、ディスクのバイト位置{0}以降は読み取っていない") \
	X(BLOCK_TABLE_HAS, 5128, "nn", \
	  "their table has %" PRIu64 " of %" PRIu64 " entries; what the others describe is unread", \
	  "表には{1}件のうち{0}件の項目しかない。他の項目が示す内容は読み取っていない") \
	X(FILE_HAS_OF_DISK, 5129, "nn", \
	  "the file has %" PRIu64 " of the disk's %" PRIu64 " bytes", \
	  "ファイルには、ディスクの{1}バイトのうち{0}バイトしかない") \
	X(EXTENT_NOT_CLOSED, 5130, "t", \
	  "%s was not closed", \
	  "{0}は正常に閉じられていない") \
	X(EXTENT_LINE_ENDS, 5131, "t", \
	  "%s was carried as text: the bytes of its line ends were changed", \
	  "{0}はテキストとして転送され、改行のバイトが変えられている") \
	X(EXTENT_NOT_HERE, 5132, "ts", \
	  "\"%s\", which must lie beside this file: %s; its part of the disk is unread", \
	  "このファイルと同じフォルダーにあるべき「{0}」：{1}。ディスクのその部分は読み取っていない") \
	X(EXTENT_NO_HEADER, 5133, "t", \
	  "\"%s\" has no header of a sparse extent, or a damaged one; its part of the disk is unread", \
	  "「{0}」にスパースエクステントのヘッダーがないか、破損している。ディスクのその部分は読み取っていない") \
	X(GRAIN_TABLES_UNREAD, 5134, "tnn", \
	  "%s: %" PRIu64 " of %" PRIu64 " tables or their copies cannot be read", \
	  "{0}：{2}件の表又はその複製のうち{1}件を読み取れない") \
	X(GRAIN_ENTRIES_DIFFER, 5135, "tn", \
	  "%s: %" PRIu64 " entries and their copies differ; the one that can be so is used", \
	  "{0}：{1}件の項目とその複製が異なる。あり得る方を用いた") \
	X(GRAINS_LOST, 5136, "tn", \
	  "%s: of %" PRIu64 " grains no table says where they lie, or its copy says otherwise; they are unread", \
	  "{0}：{1}個のグレインの位置をいずれの表も示さないか、複製が異なる位置を示している。これらは読み取っていない") \
	X(GRAINS_NAMED_TWICE, 5137, "tn", \
	  "%s: %" PRIu64 " entries name grains that others name too; they are unread", \
	  "{0}：{1}件の項目が、他の項目も指すグレインを指している。これらは読み取っていない") \
	X(GRAINS_NOT_COMPARED, 5138, "t", \
	  "%s: too many grains to tell which of them are named twice", \
	  "{0}：グレインが多すぎるため、二重に参照されているものを判別していない") \
	X(EWF_NO_PARENT, 5139, "", \
	  "an EWF image, which is no parent", \
	  "EWFイメージであり、親とはならない") \
	X(VHDX_DIFFERENCING, 5140, "", \
	  "VHDX, differencing", \
	  "VHDX、差分") \
	X(VHDX_WHOLE, 5141, "", \
	  "VHDX, fixed or dynamic", \
	  "VHDX、固定又は可変") \
	X(GPT_COPIES_CONTRADICT, 5142, "", \
	  "the headers of its two copies contradict each other", \
	  "主区画表と予備の区画表のヘッダーが互いに矛盾している") \
	X(GPT_HEADER_CANNOT, 5143, "", \
	  "its header gives a version, a size or places of entries and partitions that cannot be", \
	  "ヘッダーの版、大きさ、又は項目及び区画の位置が、あり得ない値である") \
	X(GPT_ENTRIES_CONTRADICT, 5144, "n", \
	  "%" PRIu64 " of its entries overlap others, lie outside the space of partitions or are no range", \
	  "{0}件の項目が、他の項目と重なるか、区画の領域の外にあるか、範囲として成り立たない") \
	X(GPT_EMPTY_ENTRIES, 5145, "", \
	  "an entry without a type says something: a partition may have been there that is not told", \
	  "種別のない項目に値が残っている。示されていない区画があった可能性がある") \
	X(GPT_BACKUP_INSIDE, 5146, "n", \
	  "the backup copy stands at byte %" PRIu64 ", where the primary says, and not at the end: the disk was made larger", \
	  "予備の区画表は終端ではなく、主区画表が示すバイト位置{0}にある。ディスクが拡大されている") \
	X(GPT_WITHOUT_MBR, 5147, "", \
	  "a GPT without the protective MBR that belongs before it", \
	  "GPTの前にあるべき保護用MBRがない") \
	X(MBR_UNSIGNED, 5148, "", \
	  "its partition table lacks the signature 55 AA; its entries can all be so and are used", \
	  "区画表に署名55 AAがない。項目はいずれもあり得る値であり、これを用いた") \
	X(MBR_STATUS, 5149, "", \
	  "an entry of its partition table has a status that cannot be; all else can be so and is used", \
	  "区画表の項目の状態が、あり得ない値である。他はいずれもあり得る値であり、これを用いた") \
	X(MBR_CONTRADICTS, 5150, "n", \
	  "%" PRIu64 " entries of its partition table overlap others or the table, or say something and are no partition", \
	  "区画表の{0}件の項目が、他の項目若しくは区画表自体と重なるか、値を持ちながら区画を示していない") \
	X(LVM_NO_AREA, 5151, "", \
	  "there is no metadata area where its label says", \
	  "ラベルの示す位置に管理情報の領域がない") \
	X(LVM_AREA_CANNOT, 5152, "", \
	  "the header of the metadata gives a version, a size or places that cannot be", \
	  "管理情報のヘッダーの版、大きさ又は位置が、あり得ない値である") \
	X(LVM_NEWEST_UNREAD, 5153, "", \
	  "the newest metadata are no whole description of a group", \
	  "最新の管理情報が、ボリュームグループの記述として完全ではない") \
	X(LVM_LABEL_CANNOT, 5154, "", \
	  "its label gives a sector, a place or an identity that cannot be", \
	  "ラベルのセクター、位置又は識別子が、あり得ない値である") \
	X(LVM_CUT, 5155, "nn", \
	  "it is %" PRIu64 " bytes by its label or its group, and %" PRIu64 " are there", \
	  "ラベル又はボリュームグループによれば{0}バイトであるが、{1}バイトしかない") \
	X(LVM_OVERLAP, 5156, "n", \
	  "%" PRIu64 " segments of its volumes overlap others or lie outside the extents that it has", \
	  "{0}個のセグメントが、他のセグメントと重なるか、この物理ボリュームの領域の外にある") \
	X(LVM_NO_LABEL, 5158, "", \
	  "a metadata area of LVM2 without the label that belongs before it", \
	  "LVM2の管理情報の領域があるが、その前にあるべきラベルがない") \
	X(QCOW2_HEADER_CANNOT, 5159, "", \
	  "it gives places or lengths of tables, snapshots or a backing file that cannot be", \
	  "表、スナップショット又は基となるファイルの位置若しくは長さが、あり得ない値である") \
	X(CLUSTERS_BEHIND_DISK, 5160, "n", \
	  "%" PRIu64 " clusters lie behind the end that the header gives the disk: it may have been longer", \
	  "ヘッダーの示すディスクの終端より後に{0}個のクラスターがある。ディスクはより長かった可能性がある") \
	X(BLOCKS_UNCLAIMED, 5161, "n", \
	  "there is room for %" PRIu64 " blocks among the others that no entry names: entries may be lost", \
	  "ブロックの並びの中に、いずれの項目も指していない{0}個分の領域がある。項目が失われている可能性がある") \
	X(NO_TABLE_AND_SYSTEMS, 5162, "", \
	  "there is no partition table, and file systems stand behind the beginning: what told their places is gone or damaged", \
	  "区画表がないにもかかわらず、先頭より後にファイルシステムがある。位置を示していたものが失われたか、破損している") \
	X(EWF_CHAIN, 5163, "t", \
	  "the chain of sections of \"%s\" breaks, or a section fails its checksum", \
	  "「{0}」のセクションの連鎖が途切れているか、セクションのチェックサムが一致しない") \
	X(EXTENT_SIZES_DIFFER, 5164, "t", \
	  "%s: its header, the copy at its end or its descriptor do not give one length: the disk may have been longer", \
	  "{0}：ヘッダー、末尾の複製及び記述子の示す長さが一致しない。ディスクはより長かった可能性がある") \
	X(LVM_COPIES_DIFFER, 5157, "", \
	  "the newest metadata of its group differ between their copies", \
	  "ボリュームグループの最新の管理情報が、その複製の間で異なる") \
	X(VHDX_HEADER_ODD, 5165, "", \
	  "the header that counts states a version, or a log's version, place or length, that the format does not have", \
	  "有効なヘッダーが、形式にないバージョン、又はログのバージョン、位置若しくは長さを示している") \
	X(EXTENT_OVERHEAD, 5166, "t", \
	  "%s: its header states that grains begin behind the end of the file: the file was longer, or the header is damaged", \
	  "{0}：ヘッダーによればグレインはファイルの終端より後から始まる。ファイルがより長かったか、ヘッダーが破損している") \
	X(LVM_NEWEST_BOUNDED, 5168, "", \
	  "the newest metadata are larger than a bound and were not followed", \
	  "最新の管理情報が上限を超えるため、たどっていない") \
	X(BLOCKS_BOUNDED, 5169, "nn", \
	  "the table of blocks was read up to its entry %" PRIu64 " of %" PRIu64 "; the rest of the disk is unread", \
	  "ブロックの表は{1}件のうち{0}件目まで読み取った。ディスクの残りは未読である") \
	X(NOTHING_RECOGNISED, 5167, "", \
	  "no table of partitions and no file system is recognised: what begins it is damaged, encrypted or not known", \
	  "区画表もファイルシステムも認識できない。先頭部分が破損しているか、暗号化されているか、未知の形式である")

#endif
