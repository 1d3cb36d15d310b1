== 1.1.1
¿Dónde acaba un texto en C, y de quién es su memoria? De un texto salen dos.
--
name_new, en name.c: strchr encuentra la @; strndup copia lo que hay antes y strdup lo que hay
después. El propio name_t se pide con malloc.
--
at = primera @ del texto
name = copia de lo que hay antes de at
host = copia de lo que hay después de at
*why = NAME_GOOD
destroy: si *self_p es NULL: vuelve
         libera name, host y él mismo; *self_p = NULL
== 1.1.2
¿Cuántos bytes distintos pueden ir antes de la @? ¿Y cuántos bytes como mínimo? Sección 1.5.
--
name_new, en name.c, cuando ya tienes las partes: strspn (texto, permitidos) dice hasta dónde
un texto lleva solo bytes permitidos.
--
un texto vale si
    no está vacío y
    detrás de sus bytes permitidos está su final
No isalnum: en algunos idiomas admite más letras.
== 1.1.3
¿Qué es una segunda @ si la primera ya ha acabado el nombre? ¿Y qué lleva una dirección IPv6
que no lleva ninguna otra máquina?
--
name_new, en name.c: strchr, no strrchr. Luego, la máquina se mira como en 1.1.2, con un byte
permitido más; lo que no pase puede ser aún una dirección: inet_pton (AF_INET6, host, &address)
devuelve 1 si lo es.
--
la máquina vale si
    no está vacía y lleva solo letras, cifras, - _ .
    o inet_pton la conoce
si no, NAME_BAD_HOST
== 1.1.4
¿Qué hace que una máquina sea larga? Sección 1.5, al final.
--
name.c: una función tuya que diga si una máquina es larga. name_new la llama solo con los
nombres cortos, después de comprobar la propia máquina.
--
máquina larga = lleva un punto o es una dirección IPv6
si el nombre ha de ser corto y su máquina es larga: NAME_NEEDS_LONG
== 1.1.5
¿Qué máquina lleva un nodo cuyo nombre se dio sin ninguna? Sección 1.5: la suya. ¿Qué parte de
`pond.example.org` toma un nombre corto?
--
name_new, en name.c, cuando no hay @: strcspn (this_host, ".") es lo que mide su primera parte.
Comprueba el nombre antes de quejarte de la máquina.
--
sin @:
    this_host es NULL: NAME_NO_HOST
    corto: host = this_host hasta su primer punto
    largo: host = this_host, si es larga; si no, NAME_NO_HOST
y se sigue como con una máquina que se ha dado
== 1.1.6
¿Qué no puede pasar de 255 bytes: el texto que se dio, o el nombre que al final tiene el nodo?
--
name_new, en name.c: es la última comprobación, cuando se conocen las dos partes. Si copias en
un char [256], mira qué pasa con un texto de 500 bytes.
--
longitud de name + 1 + longitud de host > NAME_LONGEST: NAME_TOO_LONG
== 1.1.7
¿Por qué no encuentra a nadie un nodo con nombre largo que se llama alex@localhost? Sección 1.5,
al final.
--
name_fits, en name.c: otra vez la función que dice si una máquina es larga.
--
la máquina es larga:    sí para NAME_LONG, no para NAME_SHORT
la máquina no es larga: no para NAME_LONG, sí para NAME_SHORT
== 1.1.8
¿Qué se ha pedido ya cuando resulta que un nombre no vale?
--
name_new, en name.c: cada vez que devuelve NULL. El informe dice qué línea pidió la memoria.
--
crea el nombre; mira qué tiene de malo
si algo: name_destroy (&self) y devuelve NULL
== 1.2.1
¿Quién arranca un actor, y cómo sabe que está listo? ¿Cómo sabe un ROUTER para quién es una
respuesta? Secciones 1.1 y 1.2.
--
pond, en pond.c: zsock_new (ZMQ_ROUTER); zsock_bind devuelve el puerto. zsock_signal (pipe, 0) y
luego zstr_sendf (pipe, "%d", port). Un zpoller para la tubería y el ROUTER; cuando zpoller_wait
devuelve la tubería, es $TERM.
--
router, puerto = bind; avisa; envía el puerto
mientras lo que devuelva el poller sea el router:
    mensaje = recibe
    quién, palabra, texto = sus tramas
    la palabra es quack: envía  quién, "quack", N, texto
destruye el poller y el router
== 1.2.2
¿Cómo se reconoce a un pato? Sección 1.2: por la trama que el ROUTER pone delante. ¿Es un texto
esa trama?
--
pond, en pond.c: un zhashx de la dirección a una cuenta. Sus claves son textos, así que haz uno
de la dirección: zframe_strhex, que te toca liberar.
--
clave = dirección en hexadecimal
cuenta = busca la clave (si no está: 0) + 1
guarda clave, cuenta
== 1.2.3
¿Dónde acaba una trama: en un byte 0 o donde dice su tamaño? Lección: un socket de ZeroMQ lleva
mensajes, no bytes, y dentro puede ir cualquier cosa.
--
Donde pond.c hace una respuesta: para TEXT, nada de zmsg_popstr, zframe_strdup ni zstr_sendf,
sino zframe_data con zframe_size. Y POND_FRAME_MAX bytes aún se admiten.
--
respuesta: zmsg_addstr   "quack"
           zmsg_addstrf  N
           zmsg_addmem   datos y tamaño de la trama del texto
== 1.2.4
¿Qué sabes de un mensaje que ha enviado un extraño? Ni siquiera cuántas tramas tiene.
--
Donde pond.c saca un mensaje: zmsg_recv lo saca entero y zmsg_size cuenta sus tramas, también la
dirección. Mira una trama solo si está.
--
tramas == 3 y la segunda es quack: …
tramas == 3 y la segunda es later: …
tramas == 2 y la segunda es sunset: …
lo demás: nada de nada, ni siquiera se cuenta
destruye el mensaje
== 1.2.5
¿Quién guarda los bytes de una trama que aún no ha acabado de llegar, y cuánto tiempo?
--
pond, en pond.c, antes de zsock_bind: zsock_set_maxmsgsize. El resto del ruido que llegue al
puerto es cosa de ZMQ.
--
router = nuevo
tamaño máximo de mensaje = POND_FRAME_MAX
bind
== 1.2.6
¿Cómo se entera el dueño de un ROUTER de que alguien ya no está? Sección 1.2: tira sin decir
nada lo que no es para nadie. En la tabla del enunciado hay una llamada que lo cambia.
--
pond.c: zsock_set_router_mandatory antes del bind. Entonces, con un pato así, zmsg_send devuelve
−1 y errno es EHOSTUNREACH. Lo apartado: una lista de dirección, N, texto.
--
later:  añade (copia de la dirección, N, copia del texto) a la lista
sunset: por cada uno de la lista: ¿se envió? devueltos + 1; si no, perdidos + 1
        vacía la lista; envía sunset, devueltos, perdidos
un envío falla con EHOSTUNREACH: borra la cuenta de ese pato
== 1.2.7
¿Qué hace un envío cuando la cola del otro está llena? ¿Y mientras tanto, los demás patos?
--
pond.c: zsock_set_sndtimeo (router, 0), antes del bind. Deja el límite de la cola (sndhwm) como
está: para esto sirve.
--
envía; si no ha podido ser: destruye el mensaje y sigue con el siguiente
== 1.2.8
¿De quién es un mensaje que zmsg_send no ha podido enviar?
--
pond.c: después de cada zmsg_send, un zmsg_destroy, que no hace daño si se envió. Lo que guarda
una lista se va con zlistx_set_destructor. El informe dice qué línea pidió la memoria.
--
después de sunset: se destruyen todas las direcciones y textos apartados
al final:          lo que aún esté apartado, la lista, la tabla, el poller y el router
