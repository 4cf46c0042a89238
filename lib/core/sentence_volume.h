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
	  "この種別は組み立てていない") \
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
	  "LinuxソフトウェアRAIDの構成要素である。アレイを組み立て、その装置を調査対象とする") \
	X(MEMBER_LINUX_SOFTWARE_RAID_LEVEL, 5041, "n", \
	  "member of a Linux software RAID of level 1 with %" PRIu64 " disks: each has all data, and this one's are read", \
	  "ディスク{0}台のLinuxソフトウェアRAID（レベル1）の構成要素である。それぞれが全データを持つため、これを読み取った") \
	X(MEMBER_LINUX_SOFTWARE_RAID_LEVEL_DISKS, 5042, "nn", \
	  "member of a Linux software RAID of level %d with %" PRIu64 " disks; assemble the array and give its device", \
	  "ディスク{1}台のLinuxソフトウェアRAID（レベル{0}）の構成要素である。アレイを組み立て、その装置を調査対象とする") \
	X(ENCRYPTED_LUKS_OPEN, 5043, "", \
	  "encrypted (LUKS); open it with its key (cryptsetup open --readonly) and give an image of the opened device", \
	  "暗号化（LUKS）。鍵により開き（cryptsetup open --readonly）、開いた装置のイメージを調査対象とする") \
	X(QCOW2_VERSION_CLUSTERS, 5044, "nnt", \
	  "version %" PRIu64 ", clusters of %" PRIu64 " bytes, compression %s", \
	  "版{0}、クラスター{1}バイト、圧縮方式{2}") \
	X(DIRTY_NOT_CLOSED, 5045, "", \
	  "it was not closed: reference counts may be behind", \
	  "閉じられていない。参照数が古い可能性がある") \
	X(CORRUPT_QEMU_MARKED, 5046, "", \
	  "QEMU has marked it as damaged", \
	  "QEMUが破損の印を付している") \
	X(BACKING_WHAT_ONLY, 5048, "", \
	  "what only the backing file has is unread: qemu-img convert makes one image of the chain", \
	  "バッキングファイルのみにある内容は読み取っていない。qemu-img convertにより一つのイメージとすることができる") \
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
	  "装置の名称（device_label）") \
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
	  "版{0}、クラスター{1}バイト、圧縮方式{2}, extended L2") \
	X(NO_FILE, 5094, "", \
	  "no file", \
	  "ファイルがない")

#endif
