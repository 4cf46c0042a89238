/* core/sentence_source.h - what source/, walk/ and casedb/ say of entries and of sources as a whole. */
#ifndef CORE_SENTENCE_SOURCE_H
#define CORE_SENTENCE_SOURCE_H

#include <inttypes.h>

/* id, number, kinds of its arguments, English, Japanese: core/sentence.h */
#define SENTENCES_SOURCE(X) \
	X(KNOWN_CONTENT_REGISTRY, 3001, "", \
	  "known by its content: a registry keeps its storage in a directory called v2", \
	  "内容から識別した。レジストリはストレージをv2という名称のディレクトリに保持する") \
	X(REPOSITORIES_LIE_OUTSIDE, 3002, "", \
	  "repositories lie here outside `repositories` of any root: no registry serves them from here; they are told as of a registry of their own", \
	  "いずれのルートの`repositories`の外にあるリポジトリである。ここからこれらを提供するレジストリはない。独立したレジストリのものとして示す") \
	X(AT_BYTE_ARCHIVE, 3003, "ns", \
	  "at byte %" PRIu64 " of the archive: %s", \
	  "アーカイブのバイト位置{0}：{1}") \
	X(PATH_LONGER_THAN, 3006, "", \
	  "a path longer than the limit", \
	  "パスが上限より長い") \
	X(LISTING_BROKE_OFF, 3007, "ns", \
	  "listing broke off after %" PRIu64 " names: %s", \
	  "一覧化が{0}件で中断した：{1}") \
	X(NAMES_BEYOND_LIMIT, 3008, "nn", \
	  "%" PRIu64 " names beyond the limit of %" PRIu64 " were left out", \
	  "上限{1}件を超える{0}件の名称を対象外とした") \
	X(NAMES_ALL_BELOW, 3122, "sn", \
	  "%s; the %" PRIu64 " names in it and all below were left out", \
	  "{0}。その中の{1}件の名称及び配下は対象外とした") \
	X(REPLACED_BETWEEN_LISTING, 3010, "", \
	  "it was replaced between listing and opening", \
	  "一覧化から開くまでの間に置き換えられた") \
	X(NESTED_DEEPER_THAN_LIMIT, 3011, "", \
	  "nested deeper than the limit", \
	  "入れ子が上限より深い") \
	X(DIRECTORY_INSIDE_ITSELF, 3012, "", \
	  "a directory inside itself; not entered again", \
	  "自身を含むディレクトリであり、再度はたどっていない") \
	X(CANNOT_OPENED, 3013, "", \
	  "cannot be opened", \
	  "開くことができない") \
	X(CANNOT_LOOKED_AT, 3014, "", \
	  "cannot be looked at", \
	  "情報を取得することができない") \
	X(NO_BYTES_OWN, 3015, "", \
	  "it has no bytes of its own", \
	  "固有のデータを持たない") \
	X(CANNOT_OPENED_AGAIN, 3016, "s", \
	  "it cannot be opened again: %s", \
	  "再度開くことができない：{0}") \
	X(NO_REGULAR_FILE, 3017, "", \
	  "it is no regular file any more", \
	  "通常のファイルではなくなっている") \
	X(REPLACED_WHILE_OPENED, 3018, "", \
	  "it was replaced while it was opened", \
	  "開く間に置き換えられた") \
	X(READ_ERROR_AT, 3019, "ns", \
	  "read error at byte %" PRIu64 ": %s", \
	  "バイト位置{0}で読み取りエラー：{1}") \
	X(ENDS_AT_BYTE, 3020, "nn", \
	  "it ends at byte %" PRIu64 ", %" PRIu64 " expected", \
	  "{1}バイトであるべきところ、{0}バイトで終わっている") \
	X(REPLACED_WHILE_READ, 3021, "s", \
	  "replaced while it was read: %s", \
	  "読み取り中に置き換えられた：{0}") \
	X(GONE_WHILE_DIRECTORY, 3022, "s", \
	  "gone while its directory was read: %s", \
	  "ディレクトリの読み取り中になくなった：{0}") \
	X(CHANGED_WHILE_READ, 3023, "s", \
	  "changed while it was read: directory %s", \
	  "読み取り中に変化した：ディレクトリ{0}") \
	X(READING_STOPPED, 3024, "", \
	  "reading stopped", \
	  "読み取りが停止した") \
	X(AFTER_LAST_MEMBER, 3025, "s", \
	  "after the last member: %s", \
	  "最後の項目の後：{0}") \
	X(BYTES_FOLLOW_END, 3026, "n", \
	  "%" PRIu64 " bytes follow its end and are not all zero; they were not read as members", \
	  "終端の後に、すべてが0ではない{0}バイトが続いている。項目としては読み取っていない") \
	X(BYTES_FOLLOW_COMPRESSED, 3027, "n", \
	  "%" PRIu64 " bytes follow the compressed data and are not all zero", \
	  "圧縮データの後に、すべてが0ではない{0}バイトが続いている") \
	X(ENDS_WITHOUT_TWO, 3028, "", \
	  "it ends without its two zero blocks", \
	  "終端を示す二つのゼロブロックがない") \
	X(THIS_MEMBER_NO, 3029, "", \
	  "this member has no bytes of its own", \
	  "この項目は固有のデータを持たない") \
	X(READING_ARCHIVE_STOPPED, 3030, "", \
	  "reading of the archive was stopped", \
	  "アーカイブの読み取りを打ち切った") \
	X(ARCHIVE_SIZE_TIMES, 3031, "", \
	  "the archive's size or times changed while it was read", \
	  "読み取り中にアーカイブのサイズ又は時刻が変化した") \
	X(ARCHIVE_ENDS_BEFORE, 3032, "", \
	  "the archive ends before or inside this member", \
	  "アーカイブがこの項目より前又は途中で終わっている") \
	X(TIMES_TELL_CHANGED, 3033, "", \
	  "its times tell that it was changed after reading had begun", \
	  "読み取りの開始後に変更されたことを、その時刻が示している") \
	X(LOOKED_AGAIN_ANOTHER, 3034, "", \
	  "when everything was read it was looked at again: another file stands there now", \
	  "すべての読み取りの後に再度確認した結果、別のファイルに置き換わっていた") \
	X(LOOKED_AGAIN_SIZE, 3035, "", \
	  "when everything was read it was looked at again: its size is another now", \
	  "すべての読み取りの後に再度確認した結果、サイズが異なっていた") \
	X(LOOKED_AGAIN_TIMES, 3036, "", \
	  "when everything was read it was looked at again: its times are others now", \
	  "すべての読み取りの後に再度確認した結果、時刻が異なっていた") \
	X(LOOKED_AGAIN_NAMES, 3037, "", \
	  "when everything was read it was looked at again: names in it came, went or were changed since it was listed", \
	  "すべての読み取りの後に再度確認した結果、一覧の取得後に、その中の名前が追加、除去又は変更されていた") \
	X(LOOKED_AGAIN_ERROR, 3038, "s", \
	  "when everything was read it was looked at again: %s", \
	  "すべての読み取りの後に再度確認した結果：{0}") \
	X(DEVICE_WRITTEN_WHILE, 3039, "", \
	  "the device was written to while it was read", \
	  "読み取り中にデバイスへの書き込みがあった") \
	X(DEVICE_WRITTEN_IN_USE, 3040, "s", \
	  "the device is %s; it was written to while it was read", \
	  "デバイスは使用中である（{0}）。読み取り中に書き込みがあった") \
	X(DEVICE_NOT_WRITTEN, 3041, "s", \
	  "the device is %s; it was not written to while it was read", \
	  "デバイスは使用中である（{0}）。読み取り中の書き込みはなかった") \
	X(DEVICE_WHETHER_WRITTEN, 3042, "s", \
	  "the device is %s; whether it was written to while it was read cannot be told", \
	  "デバイスは使用中である（{0}）。読み取り中の書き込みの有無は判明しない") \
	X(PLACE_SAYS, 3043, "ss", \
	  "%s: %s", \
	  "{0}：{1}") \
	X(IMAGE_AT_BYTE, 3044, "ns", \
	  "the image at byte %" PRIu64 ": %s", \
	  "イメージのバイト位置{0}：{1}") \
	X(PLACE_AT_BYTE, 3045, "tns", \
	  "%s at byte %" PRIu64 ": %s", \
	  "{0}（バイト位置{1}）：{2}") \
	X(DIRECTORY_CALLS_INODE, 3062, "tt", \
	  "its directory calls it a %s, and its inode is a %s", \
	  "ディレクトリでは種別が{0}であるが、inodeの種別は{1}である") \
	X(INODE_NAMED_BOTH, 3063, "nn", \
	  "its '..' is inode %" PRIu64 ", and it is named in %" PRIu64 "; both name it, and it is entered there", \
	  "「..」はinode {0}であるが、{1}に名称がある。両方に名称があり、前者の側でたどる") \
	X(INODE_NAMED, 3064, "nn", \
	  "its '..' is inode %" PRIu64 ", and it is named in %" PRIu64, \
	  "「..」はinode {0}であるが、{1}に名称がある") \
	X(PATH_DOES_NOT, 3065, "", \
	  "its path does not end in a digest", \
	  "パスの末尾がダイジェストではない") \
	X(NO_DEAD_MAP, 3066, "", \
	  "no dead map of the file system gives these bytes any more", \
	  "ファイルシステムの削除済みの配置情報から、このデータを得ることができない") \
	X(BYTE_LIES_PART, 3067, "n", \
	  "byte %" PRIu64 " of it lies in a part of the volume that is not here", \
	  "そのバイト位置{0}は、ボリュームのうちここにない部分にある") \
	X(BYTE_LIES_AT_IMAGE, 3068, "nn", \
	  "byte %" PRIu64 " on lies at %" PRIu64 " of the image, which could not be read", \
	  "バイト位置{0}以降はイメージのバイト位置{1}にあり、読み取ることができなかった") \
	X(PLACE_GIVEN_IMAGE, 3069, "", \
	  "the place given for it on the image cannot be", \
	  "イメージ上の位置があり得ない値である") \
	X(MORE_HOLES_THAN, 3070, "", \
	  "more of it is holes than the limit: not read", \
	  "未割当の部分が上限を超えるため、読み取っていない") \
	X(NESTED_DEEPER_THAN_LIMIT_ALL, 3071, "", \
	  "nested deeper than the limit; all below was left out", \
	  "入れ子が上限より深い。配下は対象外とした") \
	X(PATH_LONGER_THAN_LIMIT, 3072, "", \
	  "a path longer than the limit; all below was left out", \
	  "パスが上限より長い。配下は対象外とした") \
	X(DIRECTORY_MET_BEFORE, 3073, "", \
	  "a directory that was met before; not entered again", \
	  "既にたどったディレクトリであり、再度はたどっていない") \
	X(MORE_ENTRIES_THAN_IMAGE, 3074, "", \
	  "more entries than an image of this size can hold: directories share their blocks; the rest was left out", \
	  "項目の数が、このサイズのイメージに収まる数を超える。ディレクトリがブロックを共有している。残りは対象外とした") \
	X(DIRECTORY_HOLDS_THIS, 3075, "", \
	  "its directory holds this name twice", \
	  "同じディレクトリに同一の名称が重複している") \
	X(MORE_BYTES_FILES, 3076, "", \
	  "more bytes in files than an image of this size can hold, many times over", \
	  "ファイルのバイト数の合計が、このサイズのイメージに収まる量を大幅に超える") \
	X(BYTES_IMAGE_NOT, 3077, "n", \
	  "%" PRIu64 " bytes of the image were not read by its acquirer", \
	  "イメージのうち{0}バイトは、取得の際に読み取られていない") \
	X(STORED_MD5_OTHER, 3079, "tt", \
	  "stored MD5 %s, of the bytes read %s", \
	  "保存されたMD5は{0}、読み取ったデータのものは{1}である") \
	X(STORED_SHA1_OTHER, 3081, "tt", \
	  "stored SHA-1 %s, of the bytes read %s", \
	  "保存されたSHA-1は{0}、読み取ったデータのものは{1}である") \
	X(FILE_BYTES_LONG, 3083, "n", \
	  "the file is %" PRIu64 " bytes long and nearly all holes: its own digest was not computed", \
	  "ファイルは{0}バイトであり、ほぼ全体が未割当である。ファイル自体のダイジェストは算出していない") \
	X(THE_IMAGE, 3084, "", \
	  "the image", \
	  "イメージ") \
	X(WHERE_IT_POINTS, 3085, "", \
	  "where it points cannot be read", \
	  "参照先を読み取ることができない") \
	X(SOURCE_TOP, 3086, "", \
	  "the source's top", \
	  "調査対象の最上位") \
	X(CHANGED_AFTER_BEGUN, 3087, "s", \
	  "changed after reading had begun: %s", \
	  "読み取りの開始後に変化した：{0}") \
	X(STORED_MD5_SAME, 3088, "t", \
	  "stored MD5 %s, of the bytes read the same", \
	  "保存されたMD5は{0}、読み取ったデータのものは同一である") \
	X(STORED_SHA1_SAME, 3089, "t", \
	  "stored SHA-1 %s, of the bytes read the same", \
	  "保存されたSHA-1は{0}、読み取ったデータのものは同一である") \
	X(MOUNTED_AT, 3090, "t", \
	  "mounted at %s", \
	  "{0}にマウントされている") \
	X(HELD_BY, 3091, "t", \
	  "held by %s", \
	  "{0}が保持している") \
	X(NOT_READ, 3092, "", \
	  "not read", \
	  "読み取っていない") \
	X(BLOB_STORE_NEXUS, 3093, "", \
	  "a blob store of Nexus: bytes in .bytes, beside each a .properties with its name, repository, who and when; deleted=true there means removed but not yet compacted", \
	  "Nexusのブロブストアである。データは.bytesにあり、それぞれに対応する.propertiesに名称、リポジトリ、人及び時刻がある。そこのdeleted=trueは、除去されたがまだ圧縮整理されていないことを示す") \
	X(FILESTORE_ARTIFACTORY_FILES, 3094, "", \
	  "the filestore of Artifactory: files named by their SHA-1; repositories, paths and tags are in its database", \
	  "Artifactoryのファイルストアである。ファイル名はSHA-1であり、リポジトリ、パス及びタグはそのデータベースにある") \
	X(PACKAGES_GITEA_FORGEJO, 3095, "", \
	  "the packages of Gitea or Forgejo: files named by their SHA-256; names, media types and tags are in its database", \
	  "Gitea又はForgejoのパッケージである。ファイル名はSHA-256であり、名称、メディアタイプ及びタグはそのデータベースにある") \
	X(STORAGE_QUAY_BLOBS, 3096, "", \
	  "the storage of Quay: blobs by SHA-256; manifests, tags and their history are in its database", \
	  "Quayのストレージである。ブロブはSHA-256で置かれ、マニフェスト、タグ及びその履歴はそのデータベースにある") \
	X(REGISTRY_VERSION_1, 3097, "", \
	  "a registry of version 1, as of 2013: images/<id>/json, layer, ancestry, tags in repositories/<name>/tag_<tag>; ids are no digests", \
	  "2013年のバージョン1のレジストリである。images/<id>/json, layer, ancestryにイメージ、repositories/<name>/tag_<tag>にタグがある。idはダイジェストではない") \
	X(MEDIA_PULP_ARTIFACTS, 3098, "", \
	  "the media of Pulp: artifacts by SHA-256, split after two digits; repositories and tags are in its database", \
	  "Pulpのメディアである。アーティファクトは、2桁で区切ったSHA-256で置かれ、リポジトリ及びタグはそのデータベースにある") \
	X(MODELS_OLLAMA_MANIFESTS, 3099, "", \
	  "models of ollama: manifests under their names, blobs as sha256-<hex>", \
	  "ollamaのモデルである。マニフェストは名称の下に、ブロブはsha256-<hex>として置かれる") \
	X(DOCKER_STORE_BEFORE, 3100, "", \
	  "Docker's store before 1.10: layers under random ids with their json, unpacked; names in repositories-<driver>; ids are no digests: an image stands under the digest of its json", \
	  "1.10より前のDockerのストアである。レイヤーは乱数のidの下にjsonと共に展開されており、名称はrepositories-<driver>にある。idはダイジェストではなく、イメージはそのjsonのダイジェストで示す") \
	X(ARCHIVE_DOCKER_SAVE, 3101, "", \
	  "an archive of docker save before 1.10: layers under random ids with their json; names in repositories; ids are no digests", \
	  "1.10より前のdocker saveのアーカイブである。レイヤーは乱数のidの下にjsonと共にあり、名称はrepositoriesにある。idはダイジェストではない") \
	X(ARCHIVE_TO_SCAN, 3102, "t", \
	  "an archive that was hashed as a whole; to read it as a source of its own: sherd scan CASE %s", \
	  "全体としてハッシュしたアーカイブである。独立した調査対象として読み取るには、sherd scan CASE {0}") \
	X(ARCHIVE_TO_TAKE_OUT, 3103, "", \
	  "an archive that was hashed as a whole; to read it, take it out and scan it as a source of its own", \
	  "全体としてハッシュしたアーカイブである。読み取るには、取り出して独立した調査対象として走査する") \
	X(GITLAB_REGISTRY_MARKS, 3104, "", \
	  "GitLab's registry marks by this file that manifests and tags are in its metadata database: offline collection by links is not for this storage", \
	  "GitLabのレジストリは、マニフェスト及びタグがメタデータデータベースにあることをこのファイルで示す。リンクに基づくオフラインのガベージコレクションは、このストレージには適さない") \
	X(HARBOR_FROM_2, 3105, "", \
	  "Harbor from 2.0 on keeps the tags in its PostgreSQL and puts manifests by digest: links to tags here are of older pushes", \
	  "Harborは2.0以降、タグをPostgreSQLに保持し、マニフェストをダイジェスト指定で置く。ここにあるタグへのリンクは、それ以前のプッシュのものである") \
	X(SYMBOLIC_LINK_NOT, 3106, "tt", \
	  "a symbolic link to %s; it was not followed: what lies there can be read as a source of its own (sherd scan CASE %s)", \
	  "{0}へのシンボリックリンクであり、たどっていない。そこにあるものは独立した調査対象として読み取ることができる（sherd scan CASE {1}）") \
	X(PATH_OF_GITLAB, 3107, "", \
	  "the path is that of GitLab's registry: in metadata-database mode names, tags and manifests are in PostgreSQL", \
	  "GitLabのレジストリのパスである。メタデータデータベースを用いる場合、名称、タグ及びマニフェストはPostgreSQLにある") \
	X(BESIDE_HARBOR, 3108, "", \
	  "beside it lie directories of Harbor: artifact, tag, artifact_trash and audit_log are in its PostgreSQL", \
	  "同じ場所にHarborのディレクトリがある。artifact, tag, artifact_trash及びaudit_logは、そのPostgreSQLにある") \
	X(OBJECTS_OF_MINIO, 3109, "", \
	  "the objects of a registry in the files of MinIO (xl.meta): names can be read, bytes cannot", \
	  "レジストリのオブジェクトがMinIOのファイル（xl.meta）にある。名称は読み取ることができるが、データは読み取ることができない") \
	X(MEMBER_SUPERSEDED, 3110, "", \
	  "a later member of the archive has the same path; this one is superseded", \
	  "アーカイブの後の項目に同じパスがあり、これに置き換えられている") \
	X(NAME_OF_NO_ID, 3111, "t", \
	  "a name stands for the image with the id %s, and there is no graph/<id>/json of it", \
	  "名称がid {0}のイメージを示しているが、そのgraph/<id>/jsonがない") \
	X(READ_WITHIN, 3112, "tstnn", \
	  "read where it lies in %s (%s): the member %s, %" PRIu64 " bytes, the last of %" PRIu64 " of this name", \
	  "{0}({1})の中にあるまま読み取った。メンバーは{2}、{3}バイトであり、この名称のもの{4}個のうち最後のものである") \
	X(READ_WITHIN_BROKEN, 3113, "tstnn", \
	  "read where it lies in %s (%s), which breaks off: the member %s, %" PRIu64 " bytes, the last of %" PRIu64 " of this name", \
	  "{0}({1})の中にあるまま読み取った。{0}は途中で途切れている。メンバーは{2}、{3}バイトであり、この名称のもの{4}個のうち最後のものである") \
	X(DIGEST_NOT_COMPUTED, 3114, "", \
	  "its digest was not computed", \
	  "ダイジェストは算出していない") \
	X(PATH_NOT_OPENED, 3115, "", \
	  "its path cannot be opened step by step", \
	  "パスを順に開くことができない") \
	X(PLACE_IN_ARCHIVE, 3116, "", \
	  "the place given for it in the archive cannot be", \
	  "アーカイブ内の位置があり得ない値である") \
	X(VOLUME_NOT_THERE, 3117, "", \
	  "its volume is not there any more", \
	  "ボリュームがなくなっている") \
	X(PATH_NOT_FOLLOWED, 3118, "", \
	  "its path cannot be followed step by step", \
	  "パスを順にたどることができない") \
	X(BEYOND_BOUND, 3120, "s", \
	  "what is missing may lie beyond a bound that was reached: %s", \
	  "欠けているものは、達した上限の先にある可能性がある：{0}") \
	X(PATH_CUT, 3121, "nn", \
	  "a path of %" PRIu64 " bytes, of which %" PRIu64 " are kept", \
	  "{0}バイトのパスであり、うち{1}バイトのみを保持した") \
	X(SOURCE_NOT_AT_HAND, 3119, "", \
	  "the source was not at hand when its parts were merged: unfinished uploads were not compared with blobs, damaged blobs were not read once more, and no database was read", \
	  "部分の統合時に証拠ソースを参照できなかった。未完了のアップロードとblobの照合、破損したblobの再読取り、及びデータベースの読取りは行っていない")

#endif
