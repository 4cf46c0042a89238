/* volume/crc.c - CRC-32 with the polynomial of IEEE 802.3, reflected (0xEDB88320), half a byte at a
 * time. */
#include "volume/private.h"

uint32_t volume_crc(uint32_t crc, struct span bytes)
{
	static const uint32_t half[16] = {
		0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4,
		0x4DB26158, 0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
		0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
	};

	for (size_t i = 0; i < bytes.n; i++) {
		crc ^= bytes.p[i];
		crc = (crc >> 4) ^ half[crc & 15];
		crc = (crc >> 4) ^ half[crc & 15];
	}
	return crc;
}
