== 8.1.1
¿Quién guarda la tabla: el proceso que pregunta, o uno que está siempre? ¿Cómo lo encuentran
los demás?
--
book.c: book_start crea un proceso y lo registra con un nombre local. Su cuerpo es un bucle:
un mensaje, una respuesta. book_register y book_whereis envían y esperan la respuesta.
--
cuerpo:    siempre: recibe {add, Ref, Name, Pid}: apúntalo; responde a Ref
                           {find, Ref, Name}: responde a Ref con el pid, o nobody
start:     pid = crea el cuerpo; zc_register ("book", pid)
register:  ref = zc_monitor_alias_name ("book", node); envíale {add, …}; recibe la respuesta
           (o el DOWN). El libro responde con zc_send_alias
== 8.1.2
¿Cuándo está registrado un nombre: cuando lo tiene tu propio libro, o cuando lo tienen todos?
--
book_register, en book.c: zc_node_list (ZC_NODES_VISIBLE | ZC_NODES_THIS) da todos los nodos.
A cada uno se le pregunta, y cada uno tiene que responder antes de que vuelvas.
--
por cada nodo: pide a su libro que añada el nombre; espera la respuesta
devuelve true
== 8.1.3
El nombre está ocupado. ¿Quién lo nota, y qué cambia?
--
El {add, …} de tu libro, en book.c: mira si el nombre ya está antes de escribir.
book_register: basta un libro que diga que no.
--
libro:     el nombre está en la tabla: responde false, no escribas nada
register:  por cada nodo: ¿responde false? devuelve false
== 8.1.4
Dos lo piden a la vez. ¿Qué libro decide, el propio de cada uno? Entonces ganan los dos, o
ninguno. ¿Y si los dos preguntaran primero al mismo libro?
--
book_register, en book.c: todos tienen que preguntar a los nodos en el mismo orden, a cada uno
tras la respuesta del anterior. El orden de zc_node_list no es el mismo en cada nodo: ordena
los nombres con qsort.
--
nodos = todos, ordenados por nombre
por cada nodo: pregunta; espera; ¿false? para
Decide el primero: quien lo consigue ahí no se cruza con nadie camino de los demás.
== 8.1.5
El libro de anna espera al de bob, y el de bob espera al de anna. ¿Quién responde?
--
book.c: en el proceso del libro no hay más recepción que la de su bucle. Quien espera las
respuestas de todos los libros es book_register, en el proceso de quien lo llama.
--
libro:     recibe un mensaje; responde enseguida; otra vez
register:  el bucle por los nodos se ejecuta aquí, en quien llama
== 8.1.6
¿Quién dice a los libros que un proceso ha acabado?
--
book.c, donde se apunta un nombre: zc_monitor de su proceso, también si está en otro nodo. El
bucle recibe también los mensajes DOWN.
--
add:       entrada.monitor = zc_monitor (pid)
DOWN Ref:  la entrada cuyo monitor es Ref: sácala
== 8.1.7
Matan un nodo. ¿Qué libro puede hablar todavía a los demás de sus procesos?
--
book.c: cada libro vigila a cada proceso del que tiene un nombre, no solo a los de su nodo. El
monitor salta con noconnection.
--
Como en 8.1.6, en cada libro: así ningún libro necesita que se lo diga otro.
== 8.1.8
¿Qué necesita una consulta que no sepa el propio nodo?
--
book_whereis, en book.c: pregunta al libro de su propio nodo, que es el nodo NULL.
--
ref = zc_monitor_alias_name ("book", NULL)
envía {find, Ref, Name} a "book" de NULL; recibe el pid, o nobody
== 8.1.9
Esperas la respuesta de un nodo al que están matando. ¿Qué llega en su lugar?
--
book.c, donde esperas una respuesta: zc_receive_any con dos casos, la respuesta y el DOWN. Un
nodo perdido no dice ni sí ni no. Y no guardes la lista de nodos: pídela cada vez.
--
recibe {Ref, Respuesta}: es esa
       {DOWN, Ref, …}: como si hubiera dicho que sí
¿Qué libro es ahora el primero? El primero de la lista de los que quedan.
== 8.1.10
El libro de anna te ha apuntado y el de bob dice que el nombre está ocupado. ¿Qué le debes al
de anna?
--
book_register, en book.c: cuando un libro te rechaza, di a los anteriores que saquen el
nombre, si ahí todavía es tuyo. Y mira tu DOWN: ¿saca la entrada por su monitor o por su
nombre?
--
los nodos 0 … k - 1 dijeron true, k dijo false:
    a cada uno de 0 … k - 1: envía {withdraw, Name, Pid}
    devuelve false
withdraw:  ¿el proceso del nombre es Pid? sácalo
== 8.1.11
¿Qué memoria se va con un proceso, y cuál no?
--
book.c: el proceso de un libro corre hasta que acaba su nodo, y a lo que sigue a su bucle no
se llega. El informe nombra la línea que pidió la memoria.
--
zc_alloc, zc_strdup y los términos se van con el proceso: úsalos para la tabla. Cuando se saca una
entrada: zc_free de su nombre y de ella misma.
== 8.2.1
¿Qué tiene que saber un nodo de los procesos de los demás? ¿Y quién se lo dice?
--
clash.c: una lista de los nombres, cada uno con el nodo y el número de su proceso; una lista
de los nodos enlazados. clash_register añade uno y envía un texto a todos los enlazados;
clash_arrives lo lee.
--
register:  ¿alguien lo tiene? false
           añade {mi nodo, nombre, número}; a cada enlazado: envía "has NÚMERO NOMBRE"
arrives:   "has NÚMERO NOMBRE": añade {ese nodo, nombre, número}
whereis:   búscalo
== 8.2.2
Llega un nodo que no estaba cuando se registró el nombre. ¿Por quién se entera?
--
clash_up, en clash.c: se llama en los dos extremos de un enlace. Cada uno dice al otro los
nombres de sus propios procesos.
--
up:  apunta el enlace
     por cada nombre de un proceso mío: envía "has NÚMERO NOMBRE" al nuevo
== 8.2.3
bob tiene un proceso 7, y kate tiene otro. ¿Cuál de los dos ha acabado?
--
clash_ended, en clash.c: solo los nombres del propio nodo; y los demás tienen que enterarse.
clash_arrives: lo que un nodo retira es lo que dijo ese nodo.
--
ended:    por cada nombre de mi nodo con ese número: envía "had NÚMERO NOMBRE" a los enlazados; sácalo
arrives:  "had NÚMERO NOMBRE": saca el de ese nodo
== 8.2.4
Ha desaparecido un enlace. ¿Qué nombres quedan libres en este lado, y cuáles no?
--
clash_down, en clash.c: todos los nombres de los procesos de ese nodo. El enlace también se
olvida: ahí no se envía nada más.
--
down:  saca todo lo que dijo ese nodo
       saca el enlace
== 8.2.5
Dos nodos se enteran de los mismos dos procesos, cada uno en otro orden. ¿En qué se pueden
fijar los dos para llegar al mismo ganador?
--
clash.c, donde se busca un nombre, o llega un segundo: strcmp de los nombres de los dos nodos.
No: quién llegó antes aquí; ni: el mío.
--
holder (nombre):  de todos los conocidos con ese nombre, el del nodo menor
== 8.2.6
¿Quién nota que un proceso ha perdido: el nodo del ganador, o el suyo? ¿Y cuándo por última
vez?
--
clash_arrives, en clash.c: después de "has …", ¿hay un proceso de este nodo con el nombre, y
uno mejor? Sácalo, díselo a los demás, llama a lost. Si ya no está, no puede volver a perder.
--
mío = la entrada de mi nodo para ese nombre
mío existe, y holder (nombre) es otro:
    envía "had NÚMERO NOMBRE" a los enlazados
    saca mío
    llama a lost
== 8.2.7
Unos enlaces desaparecen mientras otros llegan. ¿Con qué puedes contar: con que un texto llega
una vez?, ¿con que llega?, ¿con que los de un nodo llegan en orden?
--
clash.c: cuando desaparece un enlace se olvida lo que dijo ese nodo; con el enlace nuevo lo
dice todo otra vez. Así que clash_up tiene que enviarlo todo, cada vez, y un nombre dicho dos
veces es una sola entrada.
--
añadir:  ¿hay una entrada de ese nodo para ese nombre? solo el número es nuevo
Ninguna regla puede necesitar que antes se oyera algo: cada una mira solo lo que se sabe ahora.
== 8.2.8
anna tiene mejor derecho que kate; tú sabes de las dos, kate solo de sí misma. Ahora acaba el
proceso de anna. ¿Quién tiene el nombre? ¿Y si tiraste lo que dijo kate?
--
clash.c: más de una entrada para un nombre, una por cada nodo que dice tenerlo. Cuál de ellas
vale se averigua cuando alguien pregunta. Una entrada se va cuando la retira su propio nodo, o
desaparece el enlace.
--
arrives:  "has …": añádela, aunque haya una mejor
whereis:  de todas las entradas con ese nombre, la del nodo menor
Quien ha perdido lo retira en todos los nodos ("had …"): si no, vuelve a tener el nombre cuando
acaba el ganador.
== 8.2.9
¿Qué es igual aquí, y qué no? Los nombres de los nodos son más largos, y nadie saca el orden
al azar.
--
clash.c: nada que dependa de los nombres anna, bob, joe y kate; CLASH_NAME_SIZE bytes también
para el nombre de un nodo. En el registro de la prueba está lo que escribió tu programa.
--
¿Pasa 8.2.7, una y otra vez? Busca entonces memoria demasiado corta y variables static: aquí cada
nodo es un programa aparte.
== 8.2.10
¿Qué pediste en cada función, y quién lo devuelve?
--
clash_destroy, en clash.c: los nombres que quedan, los enlaces que quedan, el conjunto. El
informe nombra la línea que pidió la memoria.
--
destroy:  *self_p es NULL: vuelve
          por cada enlace: libéralo;  por cada entrada: libérala
          libera el conjunto;  *self_p = NULL
