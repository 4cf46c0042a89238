/* media/view.h - inside of the room: finding what lies below views. */
#ifndef MEDIA_VIEW_H
#define MEDIA_VIEW_H

#include "media/media.h"

/* `m` itself when it is no view. */
struct media *view_bottom(struct media *m);

#endif
