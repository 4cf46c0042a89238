/*
 * fs/xfs/ondisk.h - where fields lie on disk, in bytes from the start of their structure; big-endian but for checksums
 * and log items. 32 bits wide where nothing else is said. Sources: sherd-formats(7), "XFS".
 */
#ifndef FS_XFS_ONDISK_H
#define FS_XFS_ONDISK_H

#include "base/load.h"

enum { /* magic words a block, a sector or an inode begins with */
	XFS_SB_MAGIC = 0x58465342,   /* XFSB */
	XFS_AGF_MAGIC = 0x58414746,  /* XAGF: a group's free space */
	XFS_AGI_MAGIC = 0x58414749,  /* XAGI: a group's inodes */
	XFS_AGFL_MAGIC = 0x5841464C, /* XAFL: a group's reserve of blocks */
	XFS_BNO_MAGIC = 0x41423342, XFS_BNO_MAGIC4 = 0x41425442,   /* AB3B, ABTB: free space by block */
	XFS_CNT_MAGIC = 0x41423343, XFS_CNT_MAGIC4 = 0x41425443,   /* AB3C, ABTC: free space by size */
	XFS_INO_MAGIC = 0x49414233, XFS_INO_MAGIC4 = 0x49414254,   /* IAB3, IABT: chunks of inodes */
	XFS_FINO_MAGIC = 0x46494233, XFS_FINO_MAGIC4 = 0x46494254, /* FIB3, FIBT: chunks with free inodes */
	XFS_RMAP_MAGIC = 0x524D4233, /* RMB3: owners of blocks */
	XFS_REFC_MAGIC = 0x52334643, /* R3FC: shared blocks */
	XFS_BMAP_MAGIC = 0x424D4133, XFS_BMAP_MAGIC4 = 0x424D4150, /* BMA3, BMAP: extents of a file */
	XFS_DIR_SINGLE = 0x58444233, XFS_DIR_SINGLE4 = 0x58443242, /* XDB3, XD2B: a directory of one block, hashes at its end */
	XFS_DIR_DATA = 0x58444433, XFS_DIR_DATA4 = 0x58443244,     /* XDD3, XD2D: a directory's names */
	XFS_DIR_FREE = 0x58444633,   /* XDF3: where it has room */
	XFS_LINK_MAGIC = 0x58534C4D, /* XSLM: a symbolic link's target */
	XFS_INODE_MAGIC = 0x494E,    /* IN */
	XFS_LOG_MAGIC = 0xFEEDBABE,
	XFS_TRANS_MAGIC = 0x5452414E, /* TRAN: the header of a transaction in the log */
	XFS_DA_NODE = 0x3EBE, XFS_DIR_LEAF_ONE = 0x3DF1, XFS_DIR_LEAF = 0x3DFF, XFS_ATTR_LEAF = 0x3BEE, /* 16 bits at DA_MAGIC */
	XFS_DIR_LEAF_ONE4 = 0xD2F1, XFS_DIR_LEAF4 = 0xD2FF,
};

enum { /* of the superblock */
	SB_BLOCK = 4,
	SB_BLOCKS = 8, /* 64 bits */
	SB_UUID = 32,  /* 16 bytes */
	SB_LOG_START = 48, /* 64 bits */
	SB_ROOT = 56,      /* 64 bits */
	SB_RT_BITMAP = 64, /* 64 bits */
	SB_RT_SUMMARY = 72, /* 64 bits */
	SB_EXTENT = 80, /* blocks of an extent of the realtime device */
	SB_GROUP_BLOCKS = 84,
	SB_GROUPS = 88,
	SB_LOG_BLOCKS = 96,
	SB_VERSION = 100,    /* 16 bits, the lower four the version */
	SB_SECTOR = 102,     /* 16 bits */
	SB_INODE_SIZE = 104, /* 16 bits */
	SB_LABEL = 108,      /* 12 bytes */
	SB_BLOCK_LOG = 120,  /* a byte each, and so on to SB_GROUP_LOG */
	SB_GROUP_LOG = 124,
	SB_FREE = 144,        /* 64 bits, blocks */
	SB_USER_QUOTA = 160,  /* 64 bits */
	SB_GROUP_QUOTA = 168, /* 64 bits */
	SB_DIR_LOG = 192,     /* a byte */
	SB_FEATURES2 = 200,
	SB_RO_COMPAT = 212,
	SB_INCOMPAT = 216,
	SB_SUM = 224,
	SB_PROJECT_QUOTA = 232, /* 64 bits */
	SB_STRIPE_UNIT = 184,
	SB_STRIPE_WIDTH = 188,
	SB_META_UUID = 248,     /* 16 bytes */
	SB_BYTES = 512,

	SB_VERSION_MASK = 15, /* of SB_VERSION */
	SB_VERSION_FOLDED = 0x4000,
	SB_FEATURES2_FTYPE = 0x200,
	SB_FEATURES2_KNOWN = 0x39A, /* lazy counts, attributes 2, parents, 32-bit projects, checksums, FTYPE */
};

enum { /* headers of a group: free space, inodes, reserve */
	AG_VERSION = 4, /* 1 of both */
	AG_NUMBER = 8,
	AGF_BNO_ROOT = 16,
	AGF_CNT_ROOT = 20,
	AGF_BNO_LEVELS = 28,
	AGF_CNT_LEVELS = 32,
	AGF_RESERVE_FIRST = 40,
	AGF_RESERVE_LAST = 44,
	AGF_RESERVE_N = 48,
	AGF_FREE = 52, /* blocks */
	AGF_LONGEST = 56,
	AGF_TREES = 60, /* blocks of the trees of free space and of owners, their roots left out; from version 5 always */
	AGF_UUID = 64,
	AGF_OWNERS = 80, /* blocks of the tree of owners; 0: none */
	AGF_LSN = 208, /* 64 bits */
	AGF_SUM = 216,
	AGI_COUNT = 16, /* inodes */
	AGI_ROOT = 20,
	AGI_LEVELS = 24,
	AGI_UNUSED = 28,
	AGI_REMOVED = 40, /* lists of inodes removed while open: 64 heads, all ones: empty */
	AGI_HEADS = 64,
	AGI_UUID = 296,
	AGI_SUM = 312,
	AGI_LSN = 320, /* 64 bits */
	AGI_FREE_ROOT = 328,
	AGI_FREE_LEVELS = 332,
	AGFL_UUID = 8,
	AGFL_LSN = 24,   /* 64 bits */
	AGFL_BYTES = 36, /* of its header, with version 5 */
	AG_BYTES = 512,
};

enum { /* a block of any tree; short ones have numbers of a group, long ones of the file system */
	BT_LEVEL = 4,   /* 16 bits */
	BT_RECORDS = 6, /* 16 bits */
	BT_SHORT_LEFT = 8,
	BT_SHORT_RIGHT = 12,
	BT_SHORT_DADDR = 16, /* 64 bits, in sectors of 512 bytes */
	BT_SHORT_LSN = 24,   /* 64 bits */
	BT_SHORT_UUID = 32,
	BT_SHORT_GROUP = 48,
	BT_SHORT_SUM = 52,
	BT_SHORT_BYTES = 56, BT_SHORT_BYTES4 = 16,
	BT_LONG_DADDR = 24, /* 64 bits */
	BT_LONG_LSN = 32,   /* 64 bits */
	BT_LONG_UUID = 40,
	BT_LONG_OWNER = 56, /* 64 bits */
	BT_LONG_SUM = 64,
	BT_LONG_BYTES = 72, BT_LONG_BYTES4 = 24,
	BT_ROOT_LEVEL = 0, /* of a root inside an inode: 16 bits each */
	BT_ROOT_RECORDS = 2,
	BT_ROOT_BYTES = 4,

	FREE_START = 0, /* a record of free space, and its key */
	FREE_LENGTH = 4,
	FREE_BYTES = 8,
	CHUNK_FIRST = 0, /* a chunk of 64 inodes */
	CHUNK_HOLES = 4, /* 16 bits, with sparse chunks: a bit for four inodes that are not there */
	CHUNK_COUNT = 6, /* a byte, with sparse chunks: inodes that are there */
	CHUNK_FREE_N = 7, /* a byte, with sparse chunks; else 32 bits from CHUNK_HOLES on */
	CHUNK_FREE = 8,  /* 64 bits: a bit for each that is not in use */
	CHUNK_BYTES = 16,
	CHUNK_KEY = 4,
	EXTENT_BYTES = 16,
};

enum { /* of an inode */
	IN_MODE = 2,    /* 16 bits */
	IN_VERSION = 4, /* a byte each */
	IN_FORMAT = 5,
	IN_LINKS1 = 6, /* 16 bits, version 1 */
	IN_UID = 8,
	IN_GID = 12,
	IN_LINKS = 16,
	IN_PROJECT = 20,   /* 16 bits each */
	IN_PROJECT_HIGH = 22,
	IN_EXTENTS64 = 24, /* 64 bits, with XFS_FLAG2_NREXT64 */
	IN_ATIME = 32,     /* 64 bits, and so the next two */
	IN_MTIME = 40,
	IN_CTIME = 48,
	IN_SIZE = 56,   /* 64 bits */
	IN_BLOCKS = 64, /* 64 bits */
	IN_EXTENT_HINT = 72,
	IN_EXTENTS = 76,
	IN_ATTR_EXTENTS = 80, /* 16 bits */
	IN_FORK = 82,         /* a byte: where the other fork begins, in eights of a byte */
	IN_DM_EVENTS = 84,
	IN_DM_STATE = 88, /* 16 bits each */
	IN_FLAGS = 90,
	IN_GENERATION = 92,
	IN_UNLINKED = 96, /* the next of a list of inodes to be freed */
	IN_SUM = 100,
	IN_CHANGES = 104, /* 64 bits, and so the next two */
	IN_LSN = 112,
	IN_FLAGS2 = 120,
	IN_COW_HINT = 128,
	IN_BTIME = 144,  /* 64 bits */
	IN_NUMBER = 152, /* 64 bits */
	IN_UUID = 160,
	IN_BYTES = 176, IN_BYTES2 = 100, /* before the forks */
	IN_BYTES_LOGGED = 96,            /* the shortest the log has */

	TM_NANOSECONDS = 4, /* of a time without XFS_FLAG2_BIGTIME */
	IN_FLAG_REALTIME = 1, /* of IN_FLAGS */
};

enum { /* entries of a directory: in blocks, within an inode; and the blocks' headers */
	DE_INODE = 0, /* 64 bits */
	DE_NAME_BYTES = 8, /* a byte */
	DE_NAME = 9,
	DE_TAG_BYTES = 2,    /* the last of an entry: its own address */
	DE_GONE_LENGTH = 2,  /* 16 bits, of a free stretch behind its tag */
	DE_GONE_INODE = 4,   /* the lower half of the number of one removed */
	DE_BYTES_LEAST = 16,
	DE_GONE = 0xFFFF,    /* the tag a free stretch begins with */

	DS_COUNT = 0, /* within an inode: a byte each */
	DS_WIDE = 1,
	DS_UP = 2,
	DS_NAME_BYTES = 0, /* of an entry there: a byte */
	DS_OFFSET = 1,     /* 16 bits */
	DS_NAME = 3,

	DD_SUM = 4, /* header of a block of names, version 5 */
	DD_DADDR = 8,  /* 64 bits */
	DD_LSN = 16,   /* 64 bits */
	DD_UUID = 24,
	DD_OWNER = 40, /* 64 bits */
	DD_BYTES = 64, DD_BYTES4 = 16,
	DD_TAIL_BYTES = 8, /* of a single block: how many hashes stand before it */

	DA_MAGIC = 8, /* 16 bits; header of a block of hashes, version 5 the rest */
	DA_SUM = 12,
	DA_DADDR = 16, /* 64 bits */
	DA_LSN = 24,   /* 64 bits */
	DA_UUID = 32,
	DA_OWNER = 48, /* 64 bits */
	DA_COUNT = 56, DA_COUNT4 = 12, /* 16 bits */
	DA_BYTES = 64, DA_BYTES4 = 16,
	DH_HASH = 0, /* a hash and the address of its entry; 0: there is none any more */
	DH_ADDRESS = 4,
	DH_BYTES = 8,

	LINK_UUID = 16,
	LINK_LSN = 48, /* 64 bits */
	LINK_BYTES = 56,
};

enum { /* the log: header of a record, of an operation, and items of each kind */
	LR_CYCLE = 4,
	LR_VERSION = 8,
	LR_LENGTH = 12,
	LR_LSN = 16,  /* 64 bits */
	LR_TAIL = 24, /* 64 bits */
	LR_SUM = 32,
	LR_OPS = 40,
	LR_STAMPED = 44, /* the first word of each sector; in further headers from LX_STAMPED on */
	LR_FORMAT = 300, /* 1: items are little-endian */
	LR_SIZE = 320,
	LR_BYTES = 328, LR_BYTES32 = 324, /* of which its checksum is taken; by kernels of 32 bits */
	LX_STAMPED = 4,
	LX_BYTES = 260,

	LO_LENGTH = 4,
	LO_CLIENT = 8, /* a byte each */
	LO_FLAGS = 9,
	LO_BYTES = 12,
	LO_TRANSACTION = 0x69, LO_LOG = 0xAA, LO_UNMOUNT = 2, /* clients */

	LI_TYPE = 0,    /* 16 bits each, of every item */
	LI_REGIONS = 2,
	LB_FLAGS = 4, /* of a buffer: 16 bits each */
	LB_LENGTH = 6,
	LB_DADDR = 8, /* 64 bits */
	LB_WORDS = 16,
	LB_MAP = 20, /* a bit for 128 bytes */
	LN_FIELDS = 4, /* of an inode */
	LN_NUMBER = 16, /* 64 bits */
	LN_DADDR = 40,  /* 64 bits */
	LN_LENGTH = 48, /* bytes */
	LN_BYTES = 56, LN_BYTES32 = 52,
	LC_GROUP = 4, /* of a chunk of inodes made: big-endian */
	LC_BLOCK = 8,
	LC_COUNT = 12,
	LC_INODE_SIZE = 16,
	LC_LENGTH = 20,
	LC_GENERATION = 24,
	LC_BYTES = 28,
	LE_COUNT = 4, /* of an intent: how many ranges */
	LE_RANGES = 16,
	LE_LENGTH = 8, /* of a range to be freed, behind 64 bits of block */
	LE_BYTES = 16, LE_BYTES32 = 12,
	LM_BLOCK = 8, /* of a range mapped, behind 64 bits of owner: 64 bits each */
	LM_AT = 16,
	LM_LENGTH = 24,
	LM_FLAGS = 28,
	LM_BYTES = 32,
};

#endif
