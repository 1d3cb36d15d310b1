== 4.1.1
¿Qué tienen que decir los dos antes de que alguno pueda probar algo? La sección 4.1 de la
lección tiene una mitad: alex pregunta y kate responde. Aquí preguntan los dos.
--
handshake_dial y handshake_accept, en handshake.c: zsock_send con "sssb" y "sb" dice un mensaje;
zmsg_recv recibe uno. Una función tuya hace el resumen, para los dos lados.
--
dial:    asked = bytes al azar; di hello, me, peer, asked
         recibe challenge: asked_back
         di proof, resumen (…)
         recibe welcome: ¿es el resumen que espero? COME_IN
accept:  recibe hello: nombre, asked
         asked_back = bytes al azar; di challenge, asked_back
         recibe proof: ¿es el resumen que espero? di welcome, resumen (…); COME_IN
== 4.1.2
¿A quién hay que convencer? Sección 4.1: «en un saludo de verdad preguntan los dos».
--
handshake.c: cada resumen que llega se compara con uno hecho aquí (sodium_memcmp); en
handshake_accept, el de proof; en handshake_dial, el de welcome.
--
esperado = resumen (…), con mi cookie
si difiere del que llegó:
    di no, handshake_text (WRONG_COOKIE)
    devuelve WRONG_COOKIE
si llega `no` en lugar de lo siguiente: devuelve REFUSED
== 4.1.3
¿Qué puede hacer quien tiene un resumen de la cookie y de nada más? Sección 4.1: una respuesta no
sirve para otro reto.
--
La función de handshake.c que hace el resumen: crypto_generichash con la cookie como clave. ¿Y
cuál es el texto?
--
resumen = crypto_generichash (lo que distingue este saludo de cualquier otro;
                              la clave es la cookie)
== 4.1.4
mallory dice lo que dijo kate ayer. ¿Qué tiene que ser distinto hoy para que no encaje? Sección
4.2, la repetición.
--
handshake_accept, en handshake.c: ¿de dónde salen los bytes del reto? ¿Y entran en el resumen de
proof? rand () empieza con los mismos números en cada programa.
--
accept:  randombytes_buf (asked_back), cada vez
resumen de proof: … y asked_back
== 4.1.5
A quien llama se le engaña igual, si siempre pregunta lo mismo.
--
handshake_dial, en handshake.c: el reto del hello y el resumen del welcome.
--
dial:  randombytes_buf (asked), cada vez
resumen de welcome: … y asked
== 4.1.6
A alex le devuelven lo que ha dicho él mismo. ¿Cómo podría ver que es suyo? Sección 4.2, el
reflejo.
--
La función de handshake.c que hace el resumen: tiene que saber quién lo da. Prueba qué sale para
proof y para welcome cuando los dos retos son iguales.
--
resumen (palabra, …): el texto empieza con "proof" o con "welcome"
== 4.1.7
alex quiere hablar con kate. ¿Qué lo dice en su prueba? ¿Y qué debe hacer alex si a su puerta está
alguien con su propio nombre, o que busca a otro? Sección 4.2, respuestas con nombre.
--
handshake.c: el texto del resumen, con los nombres de los dos; handshake_accept, después del
hello: dos comparaciones y WRONG_NAME.
--
texto de cada resumen: la palabra, quién llama, a quién llama, los dos retos
                       (un nombre, con el cero del final: ¿dónde acaba si no?)
accept: el nombre al que se llama no es el mío, o lo es el de quien llama: di no, devuelve WRONG_NAME
== 4.1.8
¿Qué sabes de un mensaje antes de mirarlo? Nada, ni siquiera que tenga una segunda trama.
--
La función de handshake.c que recibe un mensaje: zmsg_size, zframe_streq para la palabra,
zframe_size para cada trama, antes de memcpy. Si se comparan tantos bytes como hayan llegado, con
ninguno basta.
--
mensaje = zmsg_recv
¿el número de tramas esperado, la palabra en la primera, cada tamaño como en el dibujo?
    no: di no, devuelve GARBAGE
un nombre tiene de 1 a HANDSHAKE_NAME_MAX bytes, sin un cero al final
== 4.1.9
¿Cuánto espera zmsg_recv? ¿Y si dos mensajes llegan cada uno justo a tiempo?
--
handshake.c: zclock_mono () + timeout_ms una sola vez, al principio; antes de cada zmsg_recv,
zsock_set_rcvtimeo con lo que queda.
--
límite = ahora + timeout_ms
cada vez: queda = límite - ahora, pero no menos de 0
          zsock_set_rcvtimeo (wire, queda)
          zmsg_recv da NULL: devuelve SILENCE
(-1 esperaría para siempre)
== 4.1.10
kate murió después de su hello. ¿A qué espera alex?
--
handshake_accept, en handshake.c: también la espera de proof necesita un límite.
--
Lo mismo que en 4.1.9, para los dos mensajes que recibe alex.
== 4.1.11
¿De quién es un mensaje recibido?
--
handshake.c: el informe dice la línea. zmsg_recv te da un mensaje; ¿dónde está el zmsg_destroy de
los que rechazas?
--
mensaje = zmsg_recv
cómo = júzgalo y copia lo que haga falta
zmsg_destroy (&mensaje)
devuelve cómo
== 4.2.1
¿Qué responde un nodo que no sabe nada de un interlocutor? Sección 4.3 de la lección.
--
cookies.c: struct node necesita un sitio para la cookie; node_new y node_set_cookie guardan ahí
una copia; node_cookie y node_cookie_for la entregan.
--
node_new:        copias del nombre y de la cookie
node_cookie:     la cookie
node_cookie_for: la cookie (hasta 4.2.2)
set_cookie:      libera la vieja, guarda una copia de la nueva
== 4.2.2
Sección 4.4: ¿qué cambia para node2 cuando node1 pone una cookie para goose?
--
node_set_cookie_for y node_cookie_for, en cookies.c: una lista de interlocutores, cada uno con
nombre y cookie (o un zhashx). node_set_cookie no la toca.
--
set_cookie_for: peer es mi propio nombre: set_cookie
                búscalo, o añádelo; libera su cookie vieja, guarda una copia
cookie_for:     está y tiene cookie: esa
                si no: la del nodo
== 4.2.3
¿Qué caracteres puede tener una cookie? Lo dice cookies.h. ¿Y qué puede haber cambiado si la
respuesta es false?
--
cookies.c: una función que mira un texto, a la que llaman lo primero node_new, node_set_cookie y
node_set_cookie_for.
--
cuenta mientras el carácter sea mayor que ' ' y menor que 127
¿es el final del texto, y la cuenta va de 1 a COOKIE_MAX?
== 4.2.4
¿De quién es la memoria de un texto después de la llamada?
--
cookies.c: strdup para cada nombre y cada cookie que se guarda; y ninguna tabla de tamaño fijo.
--
peer = calloc (1, sizeof *peer)
peer->name = strdup (name)
peer->next = el primero; el primero = peer
== 4.2.5
¿Qué queda de un saludo cuando ha acabado? Sección 4.5, al final.
--
node_connect y node_accept, en cookies.c: la clave se guarda con el interlocutor. node_seal busca
al interlocutor y su clave; node_genuine hace el sello que espera y compara.
--
connect: ¿wire_dial (wire, mi nombre, peer, cookie para peer, key)? guarda la clave con peer
accept:  wire_hello: ¿quién?
         ¿wire_accept (…)? guarda la clave con él
seal:    ¿conectado con peer? crypto_generichash (sello, texto, su clave)
== 4.2.6
¿Qué cookie usa quien recibe la llamada? No elige quién le llama. Sección 4.4.
--
node_accept, en cookies.c: entre wire_hello y wire_accept ya sabes el nombre.
--
accept: wire_hello (wire, peer)
        wire_accept (wire, mi nombre, peer, node_cookie_for (self, peer), key)
== 4.2.7
¿Qué necesita de la cookie una conexión que ya existe? Sección 4.3: cambiar la cookie no corta
ninguna conexión.
--
node_connect y node_accept, en cookies.c: ¿dónde escribe wire_dial la clave si falla?
--
clave en una variable de la función
el saludo sale bien: cópiala al interlocutor, conectado = true
falla: el interlocutor queda como estaba
== 4.2.8
¿Qué textos ha guardado un nodo, y cuáles ha soltado?
--
cookies.c: el informe dice en qué línea se pidió la memoria. Mira lo que reemplazan
node_set_cookie y node_set_cookie_for, y mira node_destroy.
--
set:     libera el texto viejo; luego guarda la copia
destroy: *self_p es NULL: vuelve
         cada interlocutor: libera nombre, cookie e interlocutor
         libera nombre, cookie y nodo; *self_p = NULL
