// tests/rebuild/golden.go: what Go's own compress/gzip makes, for tests/test_rebuild.c and tests/tap_rebuild.
//
//	go run golden.go table                  rows of the table in tests/test_rebuild.c (inputs as there)
//	go run golden.go random SEED            a tar-like input of that seed on stdout
//	go run golden.go gzip LEVEL CUT <in     the encoder; CUT: even, or tar (headers with the padding before, files apart)
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strconv"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

var state uint32

func next() uint32 {
	state ^= state << 13
	state ^= state >> 17
	state ^= state << 5
	return state
}

var kinds = []string{"random", "zeros", "words", "period", "mixed"}
var sizes = []int{0, 1, 3, 4, 15, 16, 17, 127, 128, 129, 16383, 16384, 16385, 32767, 32768, 32769, 65274, 65275, 65535,
	65536, 65537, 98304, 131071, 200000}

func fill(kind string, p []byte, from int) {
	for i := from; i < len(p); i++ {
		switch kind {
		case "random":
			p[i] = byte(next() >> 11)
		case "zeros":
			p[i] = 0
		case "words":
			p[i] = "etaoin shrdlu\n<>"[(next()>>9)%16]
		case "period":
			if i < 32700 || (next()>>7)%97 == 0 {
				p[i] = byte(next() >> 11)
			} else {
				p[i] = p[i-32700]
			}
		}
	}
}

func input(kind string, n int) []byte {
	p := make([]byte, n)
	state = uint32(n)*2654435761 + 1
	if kind != "mixed" {
		fill(kind, p, 0)
		return p
	}
	for at := 0; at < n; {
		part := int(next()>>5)%5000 + 1
		if part > n-at {
			part = n - at
		}
		fill(kinds[(next()>>5)%4], p[:at+part], at)
		at += part
	}
	return p
}

// even: pieces of 32 KiB; tar: as docker push writes what tar-split put together.
func encode(level int, cut string, in []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, level)
	check(err)
	write := func(b []byte) {
		for len(b) > 0 {
			n := 32768
			if n > len(b) {
				n = len(b)
			}
			_, err := z.Write(b[:n])
			check(err)
			b = b[n:]
		}
	}
	if cut == "tar" {
		r := bytes.NewReader(in)
		t := tar.NewReader(r)
		at := 0
		for {
			h, err := t.Next()
			if err == io.EOF {
				break
			}
			check(err)
			body := len(in) - r.Len()
			if h.Typeflag == tar.TypeReg && h.Size > 0 {
				write(in[at:body])
				write(in[body : body+int(h.Size)])
				at = body + int(h.Size)
			}
		}
		in = in[at:]
	}
	write(in)
	check(z.Close())
	return out.Bytes()
}

func table() {
	for _, kind := range kinds {
		for level := 1; level <= 9; level++ {
			h := sha256.New()
			for _, n := range sizes {
				h.Write(encode(level, "even", input(kind, n)))
			}
			fmt.Printf("\t{ \"%s\", %d, \"sha256:%x\" },\n", kind, level, h.Sum(nil))
		}
	}
}

// A tar of files that repeat what lies 32 KiB before, nearly, with damage, zeros and noise between.
func random(seed int64) {
	r := rand.New(rand.NewSource(seed))
	period := 32400 + r.Intn(369)
	base := make([]byte, period)
	r.Read(base)
	t := tar.NewWriter(os.Stdout)
	at := 0
	for i := 0; i < 20+r.Intn(200); i++ {
		n := []int{r.Intn(600), r.Intn(3000), r.Intn(40000), r.Intn(70000)}[r.Intn(4)]
		b := make([]byte, n)
		how := r.Intn(10)
		for j := range b {
			switch {
			case how < 6 && !(how < 3 && r.Intn(40) == 0):
				b[j] = base[(at+j)%period]
			case how == 6:
				b[j] = 0
			case how == 7:
				b[j] = "abcd"[r.Intn(4)]
			default:
				b[j] = byte(r.Intn(256))
			}
		}
		check(t.WriteHeader(&tar.Header{Name: fmt.Sprintf("f%04d", i), Mode: 0644, Size: int64(n)}))
		_, err := t.Write(b)
		check(err)
		at += n + 512 + (512-n%512)%512
	}
	check(t.Close())
}

func main() {
	switch os.Args[1] {
	case "table":
		table()
	case "random":
		seed, err := strconv.ParseInt(os.Args[2], 10, 64)
		check(err)
		random(seed)
	case "gzip":
		level, err := strconv.Atoi(os.Args[2])
		check(err)
		in, err := io.ReadAll(os.Stdin)
		check(err)
		_, err = os.Stdout.Write(encode(level, os.Args[3], in))
		check(err)
	}
}
