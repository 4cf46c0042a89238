// A file as containerd keeps it, by bbolt itself: six images, six layers with what they inflate to, two images deleted.
// make.go FILE; then gzip -n -9. Digests are numbers: images 1 to 6, layers 1000 to 1005 (decimal, written in hex digits), diff_ids 2000 to 2005.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func b(p *bolt.Bucket, n string) *bolt.Bucket {
	x, err := p.CreateBucketIfNotExists([]byte(n))
	must(err)
	return x
}

func size(n int64) []byte { x := make([]byte, 10); return x[:binary.PutVarint(x, n)] }

func main() {
	db, err := bolt.Open(os.Args[1], 0644, nil)
	must(err)
	when, _ := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC).MarshalBinary()
	n := 6
	must(db.Update(func(tx *bolt.Tx) error {
		v1, err := tx.CreateBucketIfNotExists([]byte("v1"))
		must(err)
		must(v1.Put([]byte("version"), []byte{6}))
		ns := b(v1, "k8s.io")
		images, blobs := b(ns, "images"), b(b(ns, "content"), "blob")
		for i := 0; i < n; i++ {
			d := fmt.Sprintf("sha256:%064x", i+1)
			img := b(images, fmt.Sprintf("registry.example/team/app:%d", i))
			must(img.Put([]byte("createdat"), when))
			must(img.Put([]byte("updatedat"), when))
			t := b(img, "target")
			must(t.Put([]byte("digest"), []byte(d)))
			must(t.Put([]byte("mediatype"), []byte("application/vnd.oci.image.manifest.v1+json")))
			must(t.Put([]byte("size"), size(1000)))
			blob := b(blobs, fmt.Sprintf("sha256:%064x", 1000+i))
			must(blob.Put([]byte("size"), size(5000)))
			must(blob.Put([]byte("createdat"), when))
			l := b(blob, "labels")
			must(l.Put([]byte("containerd.io/uncompressed"), []byte(fmt.Sprintf("sha256:%064x", 2000+i))))
			must(l.Put([]byte("containerd.io/distribution.source.registry.example"), []byte("team/app")))
		}
		return nil
	}))
	for i := 0; i < 2; i++ {
		must(db.Update(func(tx *bolt.Tx) error {
			return tx.Bucket([]byte("v1")).Bucket([]byte("k8s.io")).Bucket([]byte("images")).DeleteBucket([]byte(fmt.Sprintf("registry.example/team/app:%d", i)))
		}))
	}
	must(db.Close())
}
