//  zc_net_zmq_zap.c - keys: who may in
//
//  The cookie is the dialler's CURVE key. libzmq's I/O thread asks for each
//  handshake whether that key may in (ZAP, RFC 27): a request of seven parts on
//  a socket of ours, so that the answer is given in our own turn.
//
//      request   version, id, domain, address, identity, "CURVE", key (32 bytes)
//      reply     version, id, status, text, user id, metadata
//
//  The user id comes back with every frame of the connection: the key in hex.
//
//  The other way round there is nothing to decide: the acceptor's key is the
//  same for all. Were it made of the cookie, one recorded greeting would be
//  enough to try cookies on, and an acceptor could have one cookie only.

#include "zc_net_zmq.h"

#include <sodium.h>

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

//  The parts are the caller's to close. false: EAGAIN.
static bool
s_receive_request (zc_zmq_t *self, zmq_msg_t *parts)
{
    for (int i = 0; i < S_PARTS; i++)
        zmq_msg_init (&parts [i]);
    if (!zc_zmq_receive (self, &self->zap, &parts [0]))
        return false;
    for (int i = 1; i < S_PARTS; i++) {
        zc_check (zmq_msg_more (&parts [i - 1]), "a ZAP request that ends early");
        zc_zmq_receive (self, &self->zap, &parts [i]);
    }
    zc_check (!zmq_msg_more (&parts [S_PARTS - 1]), "a ZAP request that does not end");
    return true;
}

static bool
s_admit (zc_zmq_t *self, zmq_msg_t *parts)
{
    if (zmq_msg_size (&parts [S_KEY]) != ZC_KEY_SIZE)
        return false;
    char address [sizeof ((zc_channel_t *) 0)->address];
    zc_zmq_copy_address (address, sizeof address, zmq_msg_data (&parts [S_ADDRESS]),
                         zmq_msg_size (&parts [S_ADDRESS]));
    return self->events.admit (self->events.self, zmq_msg_data (&parts [S_KEY]), address);
}

static void
s_reply_part (zc_zmq_t *self, const void *data, size_t size, bool last)
{
    zmq_send (self->zap.socket, data, size, ZMQ_DONTWAIT | (last? 0: ZMQ_SNDMORE));
}

//  Status 400 is a clear no; with 300 the dialler would wait for its time-out.
static void
s_reply (zc_zmq_t *self, zmq_msg_t *parts, bool admitted)
{
    char user [2 * ZC_KEY_SIZE + 1] = "";
    if (admitted)
        sodium_bin2hex (user, sizeof user, zmq_msg_data (&parts [S_KEY]), ZC_KEY_SIZE);
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
           && zmq_bind (self->zap.socket, "inproc://zeromq.zap.01") == 0;
}

//  Without ENFORCE_DOMAIN a missing handler would mean that everybody may in.
void
zc_zmq_zap_guard (zc_zmq_t *self)
{
    void *router = self->router.socket;
    zc_zmq_set (router, ZMQ_CURVE_SERVER, 1);
    zmq_setsockopt (router, ZMQ_CURVE_SECRETKEY, self->acceptor.secret, ZC_KEY_SIZE);
    zmq_setsockopt (router, ZMQ_ZAP_DOMAIN, S_DOMAIN, strlen (S_DOMAIN));
    zc_zmq_set (router, S_ENFORCE_DOMAIN, 1);
}

bool
zc_zmq_zap_key (zmq_msg_t *frame, uint8_t key [ZC_KEY_SIZE])
{
    const char *user = zmq_msg_gets (frame, "User-Id");
    size_t size;
    return user && sodium_hex2bin (key, ZC_KEY_SIZE, user, strlen (user), NULL, &size, NULL) == 0
           && size == ZC_KEY_SIZE;
}
