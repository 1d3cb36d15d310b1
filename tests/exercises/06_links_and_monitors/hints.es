== 6.1.1
¿Cuándo hay algo que contar: con cada latido, o cuando cambia lo que piensas de alguien? ¿Y
quién envía tus propios latidos mientras escuchas a los demás? Sección 6.4 de la lección.
--
detector.c: cada vigilado necesita un nombre, un estado y cuándo se le oyó por última vez.
detector_next: el latido sale cuando toca, aunque no dejen de llegar mensajes.
--
hasta que algo cambie o se acabe el tiempo:
    ¿toca mi próximo latido? envíalo; el siguiente, beat_ms después
    espera un mensaje, como mucho hasta entonces o hasta que se acabe el tiempo
    un latido de NOMBRE: oído = ahora; ¿ya estaba up? nada que contar
== 6.1.2
Los latidos pueden retrasarse: el otro programa se quedó un momento sin procesador. ¿Cuántos
tienen que faltar para que valga la pena decirlo?
--
detector.c, donde juzgas el silencio: compáralo con suspect_ms, que son varios latidos, y no
con beat_ms. Y con cada latido, el silencio empieza de nuevo.
--
silencio = ahora - oído
new o up, y silencio >= suspect_ms: suspect
== 6.1.3
¿Qué tienes que recordar para contar cada cambio una sola vez?
--
detector.c: cambia el estado en el mismo sitio donde lo cuentas. Un latido de quien no está up
lo pone en up, estuviera como estuviera.
--
latido:   el estado no es up: estado = up, cuéntalo
silencio: es new o up, y silencio >= suspect_ms: estado = suspect, cuéntalo
          es suspect, y silencio >= down_ms: estado = down, cuéntalo
== 6.1.4
Down es lo que tú piensas, no lo que es. ¿Qué haces cuando habla un muerto?
--
detector.c: quien está down sigue en la lista, y sus latidos se oyen como antes. Down solo llega
después de suspect, y una sola vez.
--
Como en 6.1.3: tres reglas, y cada una mira primero el estado.
== 6.1.5
Vigilas a dos, y matan a uno. ¿De quién empieza el silencio, y de quién no?
--
detector.c: `oído` es de cada vigilado, no del detector. Después del mensaje de uno, juzga de
todos modos el silencio de los demás: los mensajes pueden no acabar nunca.
--
en cada vuelta: saca como mucho un mensaje
                luego recorre a todos y juzga
== 6.1.6
Despiertas después de una larga pausa. Según el reloj, todos han callado. ¿Qué puedes saber
del tiempo en que no escuchabas?
--
detector_next, en detector.c: ¿cuándo empezó la última vuelta de su bucle? Entre dos vueltas pasa
como mucho un latido. Si fue hace mucho más, quien estuvo parado fuiste tú.
--
un reloj propio, para `oído` y para el silencio:
    pasado = ahora - última vuelta;  última vuelta = ahora
    mi reloj = mi reloj + el menor de (pasado, 2 latidos)
== 6.1.7
Después de tu propia pausa: ¿quién habla y quién no? Dales tiempo para hacerlo y juzga como
siempre.
--
detector.c: tu pausa se descuenta del silencio de todos. No pone fin a los juicios ni cambia el
estado de nadie.
--
Como en 6.1.6: con un reloj que se para cuando te paras tú, no hace falta nada más.
== 6.1.8
¿Cuándo empieza el silencio de quien nunca ha dicho nada?
--
detector_watch, en detector.c: oído = ahora, estado = new. A un new se le juzga como a un up.
--
vigilar:  recuerda el nombre; estado = new; oído = ahora; conecta
silencio: es new o up, y silencio >= suspect_ms: suspect
== 6.1.9
¿Cómo se esperan tres cosas a la vez: un mensaje, tu próximo latido y el final del tiempo?
--
detector_next, en detector.c: los dos instantes se vuelven un solo límite de la recepción,
zsock_set_rcvtimeo. zstr_recv devuelve NULL cuando se agota.
--
espera = el menor de (próximo latido - ahora, final - ahora)
pon espera como límite de la recepción; recibe
devuelve NULL solo cuando haya llegado el final
== 6.1.10
¿Qué pediste en detector_new y en detector_watch? ¿Y qué te da una recepción?
--
detector.c: el informe dice qué línea pidió la memoria. El texto de zstr_recv es tuyo;
zstr_free lo devuelve.
--
destroy: si *self_p es NULL: vuelve
         por cada vigilado: libera su nombre y libéralo
         destruye los dos sockets; libera el nombre y el detector; *self_p = NULL
== 6.2.1
¿Qué es un supervisor? Un proceso enlazado con otros que atrapa las salidas: sección 6.1, al
final. ¿Cuándo puede volver sup_start_link?
--
supervisor.c: sup_start_link crea el cuerpo con un enlace y espera un mensaje suyo. El cuerpo
arranca a los hijos, en orden, con
zc_node_spawn_link (node, module, function, "[~a]", id); luego dice que ya están.
--
sup_start_link:  crea el cuerpo, enlazado, con la lista y mi pid; recibe {started, Pid}
cuerpo:  atrapa las salidas
         por cada hijo, en orden: pid = spawn_link
         envía {started, Self} al padre
         sin fin: recibe uno de {:EXIT, Pid, Reason}, {which_children, Ref, From}, lo que sea
== 6.2.2
{:EXIT, Pid, Reason}: ¿de quién puede ser ese Pid? Hay tres respuestas.
--
El cuerpo, en supervisor.c: busca el pid entre los hijos. Es uno de ellos: vuelve a arrancar a
ese. Es el del padre: detente. Ninguno: un desconocido, nada. Un último patrón, _, tira los
demás mensajes.
--
EXIT de pid:
    ¿del padre? detén a todos y acaba con ese motivo
    ¿de un hijo? el pid de ese hijo = otra vez spawn_link
    si no: nada
== 6.2.3
¿Cuándo cuenta un final como fallo? Lo dice el motivo.
--
supervisor.c, donde un hijo ha acabado: zc_term_match (reason, "normal") y dos más. Un hijo que no
vuelve a arrancar no tiene pid; sigue en la lista, como undefined.
--
en regla = el motivo es normal, o shutdown, o {shutdown, _}
permanent, o transient y no en regla: vuelve a arrancarlo
si no: pid = ninguno
== 6.2.4
¿Qué clase mira el motivo, y cuáles dos no?
--
supervisor.c, donde un hijo ha acabado y donde se hace la lista: un temporary que ha acabado ya no
está en ella. Los otros sí, con undefined.
--
permanent: vuelve a arrancarlo
temporary: olvídalo
lista: por cada hijo no olvidado: {id, pid} o {id, undefined}
== 6.2.5
La oca arrancó después del pato y puede necesitarlo. ¿Quién tiene que irse antes? ¿Y cuándo se
le puede decir al siguiente?
--
supervisor.c: una función que detiene a un hijo: zc_exit_process (pid, "shutdown"), y luego espera
su {:EXIT, ~p, _}, con su pid en el patrón. Otra que lo hace con todos, primero el último.
--
por cada hijo, del último al primero, si tiene pid:
    envíale la señal de salida shutdown
    recibe {:EXIT, ese pid, _}
luego zc_exit ("~t", reason)
== 6.2.6
¿Y si atrapa las salidas y no hace caso? ¿Qué motivo no puede rechazar nadie?
--
supervisor.c, donde detienes a un hijo: zc_receive tiene un límite de tiempo, shutdown_ms.
--
envía la señal de salida shutdown
si no llega {:EXIT, ese pid, _} en shutdown_ms:
    envía la señal de salida kill
    recibe {:EXIT, ese pid, _}
== 6.2.7
Un hijo que acaba en cuanto arranca volvería a arrancar sin fin. ¿Quién puede saber qué pasa,
si no es este supervisor? El que está por encima: por eso se rinde.
--
supervisor.c, antes de volver a arrancar a un hijo: cuenta. Una sola cuenta para todos. Si son
demasiados: detén a todos, como cuando lo pide el padre, y luego zc_exit ("shutdown").
--
hay que volver a arrancar:
    ¿más de max_restarts? detén a todos; zc_exit ("shutdown")
    si no, spawn_link
== 6.2.8
Tres finales en un año no son demasiados. ¿Qué tienes que recordar para saberlo?
--
supervisor.c, donde cuentas: cuándo fueron los últimos max_restarts arranques
(zc_monotonic_ms), en un array que se usa como anillo.
--
más antiguo = tiempos [cuenta % max_restarts]
cuenta >= max_restarts y ahora - más antiguo < max_ms: demasiado a menudo
si no, tiempos [cuenta % max_restarts] = ahora; cuenta = cuenta + 1
(max_restarts 0: siempre es demasiado)
== 6.2.9
El nodo de un hijo ya no está, y su nombre sigue siendo el primero de la lista. ¿Cómo
averiguas que ahí no hay nadie?
--
supervisor.c, donde arranca un hijo: recorre su lista cada vez y toma el primer nodo con el que
zc_node_ping devuelva true. Sin lista: NULL, el nodo propio.
--
nodo = NULL
por cada uno de la lista: nodo = ese; ¿responde? sal del bucle
pid = spawn_link en nodo
== 6.2.10
No responde ningún nodo. ¿Qué pasa si se crea de todos modos? Sección 6.3: avisa el enlace.
--
supervisor.c, donde arranca un hijo: si no responde ninguno, toma el último de la lista y créalo
ahí. Llega {:EXIT, Pid, noconnection}, como de un hijo que ha acabado; cuenta, y así tiene un
final.
--
Como en 6.2.9: el bucle de los nodos termina con el último, y no hace falta ningún caso
especial.
== 6.2.11
Preguntas, y aquel a quien preguntas está muerto. ¿Qué llega en lugar de la respuesta? Sección
6.2, al final.
--
sup_which_children, en supervisor.c: primero zc_monitor; su referencia va en la pregunta y vuelve
en la respuesta. zc_receive_any con dos casos. Luego, zc_demonitor con ZC_DEMONITOR_FLUSH.
--
monitor = vigila al supervisor
envía {which_children, monitor, Self}
recibe {monitor, List}: el resultado
       DOWN de ese monitor: NULL
retira el monitor (con flush)
== 6.2.12
¿Qué no se devuelve cuando zc_exit acaba una función por la mitad?
--
supervisor.c: el informe dice qué línea pidió la memoria. zc_alloc en lugar de malloc.
--
hijos = zc_alloc (cuántos * lo que mide uno): se va con el proceso, acabe como acabe
