== 3.1.1
¿Cuándo tiene sesión un nodo? Lo deciden dos mensajes: un HELLO y la respuesta. Sección 3.2
de la lección; los dos están en mesh.h.
--
mesh.c: mesh_connect crea un DEALER, lo conecta, lo guarda en el peer (s_peer) y envía HELLO.
s_take: con un id es una llamada, y se devuelve HELLO; sin él es la respuesta a una llamada
nuestra. Una función que envía un HELLO a un peer sirve para los dos casos.
--
connect: un DEALER se conecta a la dirección; di HELLO nombre, nombre propio, dirección propia
take, id, HELLO to from address:    peer = s_peer (from); su id = una copia de id; up;
                                    devuelve HELLO
take, sin id, HELLO de ese peer:    up
== 3.1.2
Quien ha llamado tiene un DEALER, que habla con un solo nodo. ¿Qué tiene quien fue llamado?
Sección 1.2 del capítulo 1.
--
mesh_send, en mesh.c: peer->dealer, o self->router con una copia de peer->id como primera
trama. s_take, al final: un TEXT de un peer que está up.
--
send: mensaje = TEXT, texto
      ¿hay dealer? envíalo por él
      si no, pon delante una copia del id y envíalo por el router
take: TEXT, 2 tramas, el peer está up: devuelve "nombre: texto"
== 3.1.3
alex llama a bob. ¿Cómo se entera de que existe kate? Sección 3.2: «cada uno dice al otro a
quién conoce».
--
mesh.c: un HELLO acaba con el nombre y la dirección de cada peer; donde se atiende la respuesta
a una llamada, mesh_connect con cada uno de esos. Con los ya conocidos no hace nada.
--
di HELLO: … por cada peer: su nombre, su dirección
atiende la respuesta: up; mientras queden tramas: connect (saca nombre, saca dirección)
== 3.1.4
alex y bob se conocen, y también kate y zoe. alex llama a kate. ¿Quién tiene que hablarle de bob
a zoe?
--
mesh.c: donde se atiende una llamada, aprende del HELLO igual que de una respuesta.
--
atiende una llamada: acéptala, responde HELLO, y luego el mismo bucle con el resto de sus tramas
== 3.1.5
Los dos han llamado, y ahora los dos oyen HELLO en vez de una respuesta. Cada uno tiene que hacer
lo contrario que el otro. ¿Qué saben los dos que no es igual para ambos? Sus nombres.
--
s_take, en mesh.c: un HELLO de un peer que está en la tabla y no está up. Decide
strcmp (from, self->name): NO, o aceptarlo y destruir el DEALER propio de ese peer.
--
HELLO de alguien a quien estamos llamando:
    nuestro nombre es el mayor: responde NO, nuestra llamada sigue
    el suyo lo es: cierra nuestro DEALER (zsock_destroy lo pone a NULL), toma su id, up, HELLO
NO a una llamada nuestra, sin up: saca el peer de la tabla
== 3.1.6
bob ha enviado un HELLO a kate y está esperando. Ahora alex llama a bob. ¿Qué no le dirá nunca
bob a kate? Entonces, ¿quién tiene que llamar a quién?
--
mesh.c: la lista con que acaba un HELLO. ¿Hay en ella alguna condición?
--
por cada peer, up o no: su nombre, su dirección
== 3.1.7
¿Cuántas sesiones pueden tener dos nodos? ¿Y cuántas conexiones es una sesión?
--
mesh_connect, en mesh.c, cuando el nombre ya es conocido; s_take, cuando llega HELLO de alguien
que está up. ¿Y devuelves la llamada a quien te ha llamado?
--
connect: nombre propio, o está en la tabla: nada que hacer
atiende una llamada de alguien que está up: NO
Una sesión en la que llamó el otro no necesita ningún DEALER nuestro.
== 3.1.8
¿Qué devuelve zmsg_popstr cuando no quedan tramas? ¿Y zsock_connect con "nonsense"? ¿Para quién es
un HELLO que te ha llegado?
--
s_take, en mesh.c, antes de sacar nada: en un HELLO, zmsg_size tiene que ser par y al menos 4.
Después, `to` debe ser nuestro nombre y `from` no; en una respuesta, `from` debe ser el nombre
del peer. mesh_connect: el valor de zsock_connect.
--
¿HELLO? tamaño >= 4, par, y la primera trama es HELLO (zframe_streq)
NO:     to no somos nosotros, o from sí
respuesta de otro nombre: como un NO
zsock_connect (dealer, "%s", address) falla: destruye el DEALER, y no hay peer
== 3.1.9
¿De quién es lo que devuelve zmsg_popstr? ¿Y una trama copiada?
--
mesh.c: cada zmsg_popstr necesita un free, también en los caminos que acaban antes. mesh_turn
destruye el mensaje y el id; lo que guardas de ellos es una copia. El registro dice la línea.
--
saca to, from, address; decide; libera los tres en un solo sitio
== 3.2.1
¿Cuándo está conectado un nodo: cuando se le llama, o cuando ha dicho quién es? Las clases están en
la sección 3.3.
--
s_take, en nodes.c: tcp_read hasta que devuelva 0 o -1. Mientras connection->name sea NULL, la
línea es un hello: sscanf, luego el nombre y la clase, luego nodeup. nodes_list: zlist_new,
zlist_autofree, y un bucle por las conexiones que no están perdidas y tienen nombre.
--
take: mientras tcp_read dé una línea: ¿name es NULL? es el hello: guarda nombre y clase,
                                      añádelo a known, avisa de nodeup
list: visible, hidden: las conexiones de esa clase
      this: self->name;   known: self->name y self->known; nadie dos veces
== 3.2.2
bob ve a spy como oculto. ¿Cómo ve spy a bob? Sección 3.3, y nodes.h: en los dos lados.
--
nodes.c: connection->hidden, cuando se atiende el hello; self->hidden también cuenta. Y el sitio
donde se avisa de nodeup y de nodedown.
--
hidden = el hello dice hidden, o somos ocultos nosotros
nodeup, nodedown: solo si no es oculta;   text: siempre
== 3.2.3
Alguien oye nodedown y pide enseguida la lista. ¿Qué tiene que haber pasado antes?
--
nodes.c: una función que pierde una conexión (tcp_close, lost y después nodedown), a la que
llaman nodes_disconnect y s_take.
--
perder: ciérrala; lost = true; si tiene nombre y es visible: avisa de nodedown
take: para si está perdida; si tcp_read dice -1: piérdela
== 3.2.4
En una sucesión de líneas, ¿dónde está el final? ¿Qué puede haber delante?
--
s_take, en nodes.c: un bucle alrededor de tcp_read. No busques el final de otra manera (con poll,
o porque falla un envío): pueden quedar líneas.
--
mientras (got = tcp_read) == 1: avisa del texto
si got es -1: piérdela
== 3.2.5
¿De cuántas maneras puede acabar una conexión? ¿Cuántas de ellas distingue tcp_read?
--
nodes.c: -1 es cualquier final. self->known conserva el nombre: quien estuvo sigue siendo conocido.
--
got es -1: piérdela, sea cual sea el motivo
known: añade con el hello, no quites nunca
== 3.2.6
Hay una conexión con kate, y otra kate dice hello. ¿Cuál de las dos sigue viva? ¿Y qué no debe
hacer el final de la otra?
--
nodes.c, donde se atiende el hello: s_find (self, name) antes de dar el nombre a la conexión
nueva.
--
hello: vieja = s_find (nombre); si la hay: piérdela (eso avisa de nodedown)
       después nombre, clase, known, nodeup
Una conexión perdida está cerrada: de ella ya no se lee nada.
== 3.2.7
¿Qué devuelve sscanf con "hello eve"? ¿Y con "hello eve visible now"?
--
nodes.c, el hello: cuenta las palabras; sscanf con %s %s%c dice si viene algo detrás. Perder una
conexión sin nombre no avisa a nadie.
--
palabras = sscanf (línea, "hello %s %s%c", nombre, clase, &más)
no son 2, o la clase no es ninguna, o el nombre es el nuestro: piérdela
== 3.2.8
zlist_autofree hace que una lista guarde copias. ¿De quién son los originales?
--
nodes.c: connection->name es un strdup, que se libera con su conexión. Lo que entra en una lista
con zlist_autofree no debe ser otro strdup.
--
connection->name = strdup (nombre)
zlist_append (self->known, nombre)     ella hace su propia copia
