# A registry of N images, half of them without a revision link, every eighth without its layer: `many_images.py DIR N`.
import hashlib,json,os,sys,gzip,io,tarfile
root,n=sys.argv[1],int(sys.argv[2])
base=root+'/docker/registry/v2'
def put(b):
    h=hashlib.sha256(b).hexdigest(); d=f'{base}/blobs/sha256/{h[:2]}/{h}'; os.makedirs(d,exist_ok=True); open(d+'/data','wb').write(b); return 'sha256:'+h,len(b)
def link(p,d): os.makedirs(p,exist_ok=True); open(p+'/link','w').write(d)
for i in range(n):
    t=io.BytesIO(); tf=tarfile.open(fileobj=t,mode='w'); b=f'file {i}'.encode(); ti=tarfile.TarInfo(f'app/f{i}'); ti.size=len(b); tf.addfile(ti,io.BytesIO(b)); tf.close()
    raw=t.getvalue(); l,ls=put(gzip.compress(raw,6,mtime=0))
    c,cs=put(json.dumps({"architecture":"amd64","os":"linux","created":"2026-01-01T00:00:00Z","config":{"Env":["PATH=/bin"]},"rootfs":{"type":"layers","diff_ids":['sha256:'+hashlib.sha256(raw).hexdigest()]},"history":[{"created_by":f"COPY f{i} /app"}]}).encode())
    m,ms=put(json.dumps({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":c,"size":cs},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":l,"size":ls}]}).encode())
    r=f'{base}/repositories/team{i%13}/app{i%7}'; h=m[7:]
    link(f'{r}/_layers/sha256/{l[7:]}',l); link(f'{r}/_layers/sha256/{c[7:]}',c)
    if i%2: os.makedirs(f'{r}/_manifests/revisions/sha256/{h}',exist_ok=True)
    else: link(f'{r}/_manifests/revisions/sha256/{h}',m); link(f'{r}/_manifests/tags/v{i}/current',m); link(f'{r}/_manifests/tags/v{i}/index/sha256/{h}',m)
    if i%8==3: os.remove(f'{base}/blobs/sha256/{l[7:9]}/{l[7:]}/data')
