'use strict';
(function () {
  var data = JSON.parse(document.getElementById('data').textContent);
  var T = data.text, app = document.getElementById('app');
  var images = {}, chosen = {}, current = null, chips = {}, needle = '', instant = null;

  /* Names that are no text come as bytes with a form to show: everything here is shown, nothing is markup. */
  function shown(v) { return v === undefined || v === null ? '' : typeof v === 'object' ? v.display : String(v); }
  function word(w) { return data.words[w] || w; }
  function short(d) { return d ? d.slice(d.indexOf(':') + 1).slice(0, 12) : ''; }
  function el(name, attributes, children) {
    var e = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (k) {
      if (k === 'on') Object.keys(attributes.on).forEach(function (n) { e.addEventListener(n, attributes.on[n]); });
      else e.setAttribute(k, attributes[k]);
    });
    (children || []).forEach(function (c) { if (c !== null) e.appendChild(typeof c === 'string' ? document.createTextNode(c) : c); });
    return e;
  }
  function bdi(v) { return el('bdi', {}, [shown(v)]); }
  function clear(e) { while (e.firstChild) e.removeChild(e.firstChild); return e; }
  function time(t) { return t ? t.replace('T', ' ').replace(/\.\d+/, '') : ''; }
  var colour = { tagged: 'good', complete: 'good', intact: 'good', recovered: 'good', current: 'good', untagged: 'care', partial: 'care', overwritten: 'care',
    deleted: 'care', orphaned: 'care', missing: 'bad', absent: 'bad', vanished: 'bad', corrupt: 'bad', truncated: 'bad', empty: 'bad', unread: 'bad', damaged: 'bad' };
  function badge(w) { return w ? el('span', { class: 'b ' + (colour[w] || '') }, [word(w)]) : null; }

  /* ---- what is what ---- */
  data.images.forEach(function (m) { images[m.digest] = m; });
  function harmed(s) { return s === 'corrupt' || s === 'truncated' || s === 'empty' || s === 'unread'; }
  function classes(m) {
    var gone = (m.repositories || []).some(function (r) { return r.standing === 'deleted' && !r.only_named; }) ||
      (m.tags || []).some(function (t) { return t.standing === 'deleted'; });
    var broken = harmed(m.state) || (m.config && harmed(m.config.state)) || (m.layers || []).some(function (l) { return harmed(l.state); });
    return { deleted: gone, restorable: gone && m.completeness === 'complete', lost: gone && m.completeness === 'absent', damaged: !!broken };
  }
  /* A target of a tag at the chosen instant: yes, perhaps, no. */
  function then(t) {
    var until = t.until || t.deleted_at;
    if (instant === null) return 'yes';
    if (t.from && t.from.replace('Z', '') > instant) return 'no';
    if (until && until.replace('Z', '') <= instant) return 'no';
    if (!until && t.deleted_before && t.deleted_before.replace('Z', '') <= instant) return 'no';
    if (!until && t.deleted_after && t.deleted_after.replace('Z', '') > instant) return t.from ? 'yes' : 'perhaps';
    return t.from && (until || !t.deleted_before) ? 'yes' : 'perhaps';
  }
  function instants() {
    var seen = {};
    data.tags.forEach(function (t) {
      [t.from, t.until, t.deleted_at, t.deleted_after, t.deleted_before].forEach(function (x) { if (x) seen[x.replace('Z', '')] = true; });
    });
    return Object.keys(seen).sort();
  }
  function fits(m, names) {
    var on = Object.keys(chips).filter(function (k) { return chips[k]; });
    var of = m ? classes(m) : { deleted: true };
    if (on.length && !on.some(function (k) { return of[k]; })) return false;
    if (!needle) return true;
    if (names.some(function (n) { return n.toLowerCase().indexOf(needle) >= 0; })) return true;
    return !!m && ((data.files[m.digest] || { files: [] }).files.some(function (f) { return shown(f[0]).toLowerCase().indexOf(needle) >= 0; }));
  }

  /* ---- the tree ---- */
  function pick(digest, label) {
    var m = images[digest];
    return el('span', { class: 'row' }, [
      m ? el('input', { type: 'checkbox', 'aria-label': T.B_TICK + ': ' + label, 'data-digest': digest,
        on: { change: function (ev) { tick(digest, ev.target.checked); } } }) : null,
      el('button', { type: 'button', class: 'pick', 'data-digest': digest || '', 'aria-current': digest === current ? 'true' : 'false',
        on: { click: function () { if (m) { current = digest; detail(); marks(); } } } }, [bdi(label)]),
    ]);
  }
  function target(t) {
    var m = images[t.digest], how = then(t), row = pick(t.digest, short(t.digest) || '?');
    row.appendChild(badge(t.standing));
    if (m) row.appendChild(badge(m.completeness));
    if (how === 'perhaps') row.appendChild(el('span', { class: 'b care' }, [T.B_PERHAPS]));
    row.appendChild(el('span', { class: 'soft small' }, [(t.from ? T.B_FROM + ' ' + time(t.from) + ' ' : '') +
      (t.until || t.deleted_at ? T.B_UNTIL + ' ' + time(t.until || t.deleted_at) : '')]));
    return el('li', {}, [row]);
  }
  function repositories() {
    var all = new Map();
    function of(r, registry, source) {
      var key = JSON.stringify([shown(source), shown(registry), shown(r)]);
      if (!all.has(key)) all.set(key, { name: shown(r), source: shown(source), tags: new Map(), images: [] });
      return all.get(key);
    }
    data.tags.forEach(function (t) {
      var repo = of(t.repository, t.registry, t.source), name = shown(t.tag);
      if (!repo.tags.has(name)) repo.tags.set(name, []);
      repo.tags.get(name).push(t);
    });
    data.images.forEach(function (m) { (m.repositories || []).forEach(function (r) { of(r.name, r.registry, r.source).images.push(m); }); });
    return all;
  }
  function branch(repo, several) {
    var items = [], named = {}, shownTags = 0;
    Array.from(repo.tags.keys()).sort().forEach(function (name) {
      var rows = repo.tags.get(name).filter(function (t) {
        named[t.digest] = true;
        return then(t) !== 'no' && fits(images[t.digest], [repo.name + ':' + name, t.digest || '']);
      });
      if (!rows.length) return;
      shownTags += rows.length;
      items.push(el('li', {}, [el('details', { open: '' }, [el('summary', {}, [bdi(name)]), el('ul', {}, rows.map(target))])]));
    });
    repo.images.forEach(function (m) {
      if (named[m.digest] || instant !== null || !fits(m, [repo.name, m.digest])) return;
      var row = pick(m.digest, '@' + short(m.digest));
      named[m.digest] = true;
      row.appendChild(badge(m.standing));
      row.appendChild(badge(m.completeness));
      shownTags++;
      items.push(el('li', {}, [row]));
    });
    return shownTags ? el('li', { 'data-repository': repo.name }, [el('details', { open: '' }, [
      el('summary', {}, [el('strong', {}, [bdi(repo.name)]), several ? ' (' + repo.source + ')' : null]), el('ul', {}, items)])]) : null;
  }
  function tree() {
    var box = clear(document.getElementById('tree')), several = new Set(data.tags.map(function (t) { return shown(t.source); })).size > 1, n = 0;
    repositories().forEach(function (repo) {
      var b = branch(repo, several);
      if (b) { box.appendChild(b); n++; }
    });
    var rest = data.images.filter(function (m) { return instant === null && !(m.repositories || []).length && !(m.tags || []).length && fits(m, [m.digest]); });
    if (rest.length) box.appendChild(el('li', {}, [el('details', { open: '' }, [el('summary', {}, [T.B_UNNAMED]), el('ul', {}, rest.map(function (m) {
      var row = pick(m.digest, short(m.digest));
      row.appendChild(badge(m.standing));
      row.appendChild(badge(m.completeness));
      return el('li', {}, [row]);
    }))])]));
    if (!n && !rest.length) box.appendChild(el('li', { class: 'soft' }, [T.B_NOTHING]));
    marks();
  }
  function marks() {
    document.querySelectorAll('#tree [data-digest]').forEach(function (e) {
      if (e.tagName === 'INPUT') e.checked = !!chosen[e.getAttribute('data-digest')];
      else e.setAttribute('aria-current', e.getAttribute('data-digest') === current ? 'true' : 'false');
    });
  }

  /* ---- one image ---- */
  function table(heads, rows) {
    return el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': heads.filter(Boolean).join(', ') }, [el('table', { 'aria-label': heads.filter(Boolean).join(', ') }, [el('thead', {}, [el('tr', {}, heads.map(function (h) { return el('th', { scope: 'col' }, [h]); }))]),
      el('tbody', {}, rows.map(function (r) { return el('tr', {}, r.map(function (c) {
        return el('td', { class: typeof c === 'number' ? 'n' : /^\d{4}-\d\d-\d\d /.test(c) ? 't' : '' }, [c === null || c === undefined ? '' : typeof c === 'string' || typeof c === 'number' ? String(c) : c]);
      })); }))])]);
  }
  function part(title, node) { return node ? el('section', {}, [el('h3', {}, [title]), node]) : null; }
  function grounds(t) {
    return el('ul', { class: 'small soft' }, (t.because || []).slice(0, 6).map(function (b) {
      return el('li', {}, [bdi(b.source), ' ', el('code', {}, [shown(b.path)]), b.offset !== undefined ? ' @' + b.offset : '', b.rule ? ' ' + b.rule : '']);
    }));
  }
  function names(m) {
    var rows = data.tags.filter(function (t) { return t.digest === m.digest; }).map(function (t) {
      return [el('span', {}, [bdi(shown(t.repository) + ':' + shown(t.tag))]), badge(t.standing), time(t.from), time(t.until || t.deleted_at), word(t.grade), grounds(t)];
    });
    (m.repositories || []).forEach(function (r) {
      rows.push([el('span', {}, [bdi(shown(r.name) + '@')]), badge(r.standing), '', time(r.deleted_at || r.deleted_before), '', el('span', { class: 'soft small' }, [bdi(r.source)])]);
    });
    return rows.length ? table([T.B_NAMES, T.B_STANDING, T.B_FROM, T.B_UNTIL, '', T.B_GROUNDS], rows) : null;
  }
  function files(m) {
    var f = data.files[m.digest], rows;
    if (!f) return el('p', { class: 'soft small' }, [T.B_NO_FILES]);
    rows = f.files.filter(function (x) { return !needle || shown(x[0]).toLowerCase().indexOf(needle) >= 0; }).slice(0, 1000);
    return el('details', needle ? { open: '' } : {}, [el('summary', {}, [String(f.files.length)]),
      f.cut ? el('p', { class: 'small soft' }, [T.B_FILES_CUT]) : null,
      table(['', T.B_FILES, T.B_SIZE, T.B_LAYERS], rows.map(function (x) { return [x[1], bdi(x[0]), x[2], x[3] + 1]; }))]);
  }
  function digests(list) { return el('ul', {}, list.map(function (d) { return el('li', {}, [el('code', {}, [d])]); })); }
  function detail() {
    var box = clear(document.getElementById('image')), m = images[current];
    box.appendChild(el('h2', { tabindex: '-1' }, [T.B_IMAGE]));
    if (!m) { box.appendChild(el('p', { class: 'soft' }, [T.B_PICK])); return; }
    var facts = el('dl', {});
    [[T.B_STANDING, badge(m.standing)], [T.B_COMPLETENESS, badge(m.completeness)], [T.B_KIND, word(m.kind)], [T.B_SIZE, m.total_size],
      [T.B_CREATED, time(m.created)], [T.B_SOURCES, (m.sources || []).map(shown).join(', ')]].forEach(function (x) {
      if (x[1] === undefined || x[1] === null || x[1] === '') return;
      facts.appendChild(el('dt', {}, [x[0]]));
      facts.appendChild(el('dd', {}, [typeof x[1] === 'object' ? x[1] : String(x[1])]));
    });
    [el('p', {}, [el('code', {}, [m.digest])]), facts, part(T.B_NAMES, names(m)),
      part(T.B_LAYERS, (m.layers || []).length ? table(['', T.B_LAYERS, T.B_STANDING, T.B_SIZE], m.layers.map(function (l, i) {
        return [i + 1, el('code', {}, [l.digest]), badge(l.state), l.size]; })) : null),
      part(T.B_PARTS, (m.manifests || []).length ? el('ul', {}, m.manifests.map(function (c) {
        var row = pick(c.digest, short(c.digest) + ' ' + shown(c.platform)); row.appendChild(badge(c.state)); return el('li', {}, [row]); })) : null),
      part(T.B_MISSING, (m.missing || []).length ? digests(m.missing) : null),
      part(T.B_EVENTS, events(m)), part(T.B_FILES, files(m))].forEach(function (x) { if (x) box.appendChild(x); });
    if (document.activeElement !== document.body) box.firstChild.focus({ preventScroll: true });
  }
  function events(m) {
    var rows = data.events.filter(function (e) { return e.digest === m.digest; }).map(function (e) {
      return [time(e.time || e.before || e.after), word(e.event), bdi(shown(e.repository) + (e.tag ? ':' + shown(e.tag) : '')), bdi([e.actor, e.address].map(shown).join(' ')), word(e.grade), bdi(e.source)]; });
    return rows.length ? table(['', T.B_EVENTS, T.B_NAMES, '', '', T.B_SOURCES], rows) : null;
  }

  /* ---- what is ticked ---- */
  function tick(digest, on) {
    if (on) chosen[digest] = true; else delete chosen[digest];
    marks();
    basket();
  }
  function basket() {
    /* digests alone: nothing of the evidence stands in what somebody pastes */
    var list = Object.keys(chosen).filter(function (d) { return /^sha(256|512):[0-9a-f]+$/.test(d); }).sort();
    document.getElementById('line').value = list.length ? 'sherd export ' + data.typed + ' ' + list.join(' ') + ' oci:restored' : '';
    document.getElementById('ticked').textContent = T.B_TICKED + ': ' + list.length;
  }

  /* ---- the page ---- */
  function slider() {
    var at = instants(), out = el('output', { id: 'when', class: 'small', 'aria-live': 'polite' }, [T.B_AS_EXAMINED]);
    var range = el('input', { type: 'range', id: 'time', min: '0', max: String(at.length), value: String(at.length), 'aria-describedby': 'when', on: { input: function () {
      var i = Number(range.value);
      instant = i < at.length ? at[i] : null;
      out.textContent = instant === null ? T.B_AS_EXAMINED : time(instant + 'Z');
      range.setAttribute('aria-valuetext', out.textContent);
      tree();
    } } });
    return el('span', {}, [el('label', { for: 'time' }, [T.B_TIME + ' ']), range, ' ', out]);
  }
  function chip(id, text) {
    return el('button', { type: 'button', class: 'chip', id: 'chip-' + id, 'aria-pressed': 'false', on: { click: function (ev) {
      chips[id] = !chips[id];
      ev.target.setAttribute('aria-pressed', chips[id] ? 'true' : 'false');
      tree();
    } } }, [text]);
  }
  function cut() {
    var left = ['images', 'tags', 'events'].filter(function (k) { return data.all[k] > data.held[k]; });
    return left.length ? el('p', { class: 'small' }, [T.B_CUT + ' ' + left.map(function (k) { return k + ' ' + data.all[k]; }).join(', ')]) : null;
  }
  app.appendChild(el('header', {}, [el('h1', {}, [bdi(data['case']), ' - ' + T.B_TITLE]), el('p', { class: 'soft small' }, [T.B_NOT_REPORT]), cut(),
    el('div', { class: 'bar', role: 'search' }, [
      el('label', { for: 'search' }, [T.B_SEARCH]), el('input', { type: 'search', id: 'search', on: { input: function (ev) {
        needle = ev.target.value.toLowerCase(); tree(); } } }),
      el('fieldset', {}, [el('legend', {}, [T.B_CHIPS]), chip('deleted', T.B_DELETED), chip('restorable', T.B_RESTORABLE), chip('lost', T.B_LOST), chip('damaged', T.B_DAMAGED)]),
      slider()])]));
  app.appendChild(el('main', {}, [el('nav', { 'aria-label': T.B_TREE }, [el('h2', {}, [T.B_TREE]), el('ul', { id: 'tree' }, [])]),
    el('article', { id: 'image', 'aria-label': T.B_IMAGE }, [])]));
  app.appendChild(el('footer', {}, [el('p', { class: 'small' }, [el('label', { for: 'line' }, [T.B_BASKET]), ' (', el('span', { id: 'ticked', 'aria-live': 'polite' }, []), ') ',
    el('button', { type: 'button', class: 'chip', id: 'clear', on: { click: function () { chosen = {}; marks(); basket(); } } }, [T.B_CLEAR])]),
    el('textarea', { id: 'line', rows: '2', readonly: '', spellcheck: 'false', on: { focus: function (ev) { ev.target.select(); } } }, [])]));
  if (images[decodeURIComponent(location.hash.slice(1))]) current = decodeURIComponent(location.hash.slice(1));
  tree();
  detail();
  basket();
}());
