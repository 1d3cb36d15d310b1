//  zc_net_zmq_zap.c - keys: who may in
//
//  The cookie is the dialler's CURVE key. libzmq's I/O thread asks for each
//  handshake whether that key may in (ZAP, RFC 27): a request on a socket of
//  ours, so that the answer is given in our own turn.
//
//      request   version, id, domain, address, identity, "CURVE", key (32 bytes)
//                version, id, domain, address, identity, "NULL"
//      reply     version, id, status, text, user id, metadata
//
//  The user id comes back with every frame of the connection: "ACCEPTED:KEY",
//  the number of connections accepted so far, see zc_net_zmq_accept.c, and the
//  key, both in hex.
//
//  The other way round there is nothing to decide: the acceptor's key is the
//  same for all. Were it made of the cookie, one recorded greeting would be
//  enough to try cookies on, and an acceptor could have one cookie only.

#include "zc_net_zmq.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define S_DOMAIN "zc"

enum {
    S_VERSION, S_ID, S_ZAP_DOMAIN, S_ADDRESS, S_IDENTITY, S_MECHANISM, S_KEY, S_PARTS,
    S_ENFORCE_DOMAIN = 93               //  the option, of which zmq.h hides the name
};

void
zc_zmq_acceptor_keys (zc_secret_t *keys)
{
    static const char seed [] = "zcluster 1 acceptor";
    crypto_generichash (keys->secret, sizeof keys->secret, (const uint8_t *) seed,
                        sizeof seed - 1, NULL, 0);
    crypto_scalarmult_base (keys->public, keys->secret);
}

void
zc_zmq_copy_address (char *to, size_t room, const char *text, size_t size)
{
    static const char mapped [] = "::ffff:";
    size_t skip = sizeof mapped - 1;
    if (size < skip || memcmp (text, mapped, skip) != 0)
        skip = 0;
    size = size - skip < room - 1? size - skip: room - 1;
    memcpy (to, text + skip, size);
    to [size] = 0;
}

//  The parts are the caller's to close; there is no key in clear text. false:
//  EAGAIN.
static bool
s_receive_request (zc_zmq_t *self, zmq_msg_t *parts)
{
    for (int i = 0; i < S_PARTS; i++)
        zmq_msg_init (&parts [i]);
    if (!zc_zmq_receive (self, &self->zap, &parts [0]))
        return false;
    int last = 0;
    while (last + 1 < S_PARTS && zmq_msg_more (&parts [last]))
        zc_zmq_receive (self, &self->zap, &parts [++last]);
    zc_check (last >= S_MECHANISM && !zmq_msg_more (&parts [last]), "not a ZAP request");
    return true;
}

//  In clear text there is nothing to judge yet. (With CURVE, libzmq itself
//  refuses who comes in clear text.)
static bool
s_admit (zc_zmq_t *self, zmq_msg_t *parts)
{
    if (zmq_msg_size (&parts [S_KEY]) == 0)
        return true;
    zc_check (zmq_msg_size (&parts [S_KEY]) == ZC_KEY_SIZE, "a key that is not one");
    char address [sizeof ((zc_channel_t *) 0)->address];
    zc_zmq_copy_address (address, sizeof address, zmq_msg_data (&parts [S_ADDRESS]),
                         zmq_msg_size (&parts [S_ADDRESS]));
    return self->events.admit (self->events.self, zmq_msg_data (&parts [S_KEY]), address);
}

static void
s_reply_part (zc_zmq_t *self, const void *data, size_t size, bool last)
{
    int rc;
    do
        rc = zmq_send (self->zap.socket, data, size, ZMQ_DONTWAIT | (last? 0: ZMQ_SNDMORE));
    while (rc == -1 && errno == EINTR);
}

//  Status 400 is a clear no; with 300 the dialler would wait for its time-out.
static void
s_reply (zc_zmq_t *self, zmq_msg_t *parts, bool admitted)
{
    char key [2 * ZC_KEY_SIZE + 1], user [sizeof key + 17];
    sodium_bin2hex (key, sizeof key, zmq_msg_data (&parts [S_KEY]), zmq_msg_size (&parts [S_KEY]));
    zc_zmq_hear_monitor (self);
    snprintf (user, sizeof user, "%" PRIx64 ":%s", self->accepted, key);
    s_reply_part (self, "1.0", 3, false);
    s_reply_part (self, zmq_msg_data (&parts [S_ID]), zmq_msg_size (&parts [S_ID]), false);
    s_reply_part (self, admitted? "200": "400", 3, false);
    s_reply_part (self, "", 0, false);
    s_reply_part (self, user, strlen (user), false);
    s_reply_part (self, "", 0, true);
    zc_zmq_set_ready (self, &self->zap);
}

static bool
s_drain (zc_zmq_t *self, zc_zmq_source_t *source)
{
    (void) source;
    bool any = false;
    zmq_msg_t parts [S_PARTS];
    while (s_receive_request (self, parts)) {
        s_reply (self, parts, s_admit (self, parts));
        for (int i = 0; i < S_PARTS; i++)
            zmq_msg_close (&parts [i]);
        any = true;
    }
    return any;
}

bool
zc_zmq_zap_open (zc_zmq_t *self)
{
    self->zap.drain = s_drain;
    return zc_zmq_open (self, &self->zap, ZMQ_REP)
           && zc_zmq_bind (self->zap.socket, "inproc://zeromq.zap.01");
}

//  Without ENFORCE_DOMAIN a missing handler would mean that everybody may in.
void
zc_zmq_zap_guard (void *socket)
{
    zmq_setsockopt (socket, ZMQ_ZAP_DOMAIN, S_DOMAIN, strlen (S_DOMAIN));
    zc_zmq_set (socket, S_ENFORCE_DOMAIN, 1);
}

bool
zc_zmq_zap_read (zmq_msg_t *frame, uint64_t *accepted, zc_channel_t *channel)
{
    const char *user = zmq_msg_gets (frame, "User-Id");
    if (!user)
        return false;
    char *key;
    *accepted = strtoull (user, &key, 16);
    size_t size = 0;
    if (*key == ':')
        sodium_hex2bin (channel->key, ZC_KEY_SIZE, key + 1, strlen (key + 1), NULL, &size, NULL);
    channel->keyed = size == ZC_KEY_SIZE;
    return true;
}
