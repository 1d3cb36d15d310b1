== 2.1.1
¿Qué hace un proceso cuando su función llega al final? ¿Y qué tiene que hacer un contador
después de su primer mensaje? Sección 2.2 de la lección.
--
counter_body, en counter.c: una variable para la cuenta y un bucle alrededor de un solo
zc_receive_any, con un caso para cada mensaje. &add se rellena; add, sin &, solo encajaría con
su propio valor.
--
sin fin:
    recibe {add, N}: cuenta = cuenta + N
           {get, From}: envía {count, cuenta} a From
           stop: return
== 2.1.2
¿Dónde vive la cuenta? Sección 2.2: el estado es una variable propia del proceso.
--
counter_body, en counter.c: busca variables fuera de la función, o con static.
--
Declara la cuenta dentro de counter_body, sin static: cada proceso tiene su propia pila y,
por tanto, su propia cuenta.
== 2.1.3
¿Qué pasa con un mensaje que no encaja con ningún patrón? Sección 2.3, al final.
--
counter_body, en counter.c: zc_receive_any prueba sus casos en orden, con cada mensaje. El
patrón _ encaja con todo.
--
recibe {add, N} …
       {get, From} …
       stop …
       _: nada
== 2.1.4
¿Cómo acaba un proceso por sí mismo? La sección 2.4 muestra tres maneras; una es `normal`.
--
counter_body, en counter.c: el caso de stop.
--
stop: return (no break, que solo sale del switch)
== 2.1.5
¿A quién va la respuesta si pueden preguntar dos? Sección 2.2: la pregunta lleva dentro la
dirección para la respuesta.
--
pong_start, en counter.c, crea un proceso con una función tuya, que recibe con
"{ping, ~i, ~p}". No guardes el pid más allá de una respuesta.
--
sin fin:
    recibe {ping, N, From}
    envía {pong, N} a From
== 2.1.6
¿Cuál de los mensajes del buzón es la respuesta? Sección 2.3: se saca el más antiguo que
encaja.
--
ping_play, en counter.c: el patrón con que recibe el bucle. Envía un ping y espera antes de
enviar el siguiente.
--
para número = 1 hasta rondas:
    envía {ping, número, Self} a pong
    recibe {pong, N}
== 2.1.7
¿Qué llega si el pong no responde nunca porque ha acabado? Sección 2.1, zc_monitor.
--
ping_play, en counter.c: zc_monitor antes de la primera ronda, y dos casos al recibir: la
respuesta, y {:DOWN, ~r, _, _, _} con la referencia del monitor.
--
monitor = vigilar a pong
cada ronda: recibe {pong, N}: jugadas + 1
                   DOWN de ese monitor: devuelve jugadas
== 2.1.8
Has pedido un DOWN. ¿Y si llega cuando la partida ya ha acabado?
--
ping_play, en counter.c, antes de volver: zc_demonitor. Con la opción ZC_DEMONITOR_FLUSH
saca también un DOWN que ya haya llegado.
--
después de la última ronda:
    retira el monitor (con flush)
    devuelve jugadas
== 2.1.9
¿Qué deja un proceso que acaba a mitad de su trabajo? Su pila se devuelve. ¿Y lo que había
pedido con malloc?
--
counter.c: el informe dice qué línea pidió la memoria.
--
Usa una variable en la pila, o zc_alloc: esa memoria se va con su proceso.
== 2.2.1
¿Cuándo coinciden dos textos de palabras? Cuando coincide cada palabra y los dos acaban a la
vez.
--
mailbox_matches, en mailbox.c: strcspn (texto, " ") es lo que mide la palabra siguiente.
--
mientras los dos tengan una palabra:
    la del patrón no es _, y difiere en longitud o en letras: no
    sigue detrás de las dos palabras
sí, si los dos han llegado al final
== 2.2.2
¿Qué estructura de datos entrega primero lo que entró primero? Sección 2.3.
--
mailbox.c: struct mailbox necesita el primer elemento y el sitio del último;
mailbox_put añade al final y mailbox_take saca por delante.
--
put:  elemento = copia del mensaje; añádelo a la cola
take: por cada elemento, desde delante:
          ¿encaja? sácalo y devuélvelo
      devuelve NULL
== 2.2.3
¿Dónde se queda un mensaje que se miró y no se quería? ¿Y quién va primero la próxima vez:
él, o el que llega ahora?
--
mailbox_take, en mailbox.c: una segunda cola, saved. Se mira primero, y luego lo que llega;
lo que llega y no se quiere va al final de saved.
--
por cada elemento de saved, desde delante: ¿encaja? sácalo y devuélvelo
mientras haya uno que ha llegado: sácalo por delante
    ¿encaja? devuélvelo
    si no, añádelo a saved
== 2.2.4
¿Cómo espera un hilo sin mirar una y otra vez? ¿Y hasta cuándo?
--
mailbox_take, en mailbox.c: pthread_cond_timedwait con un instante calculado una sola vez, al
principio. 0 mira una vez; -1 es pthread_cond_wait. El instante es de CLOCK_REALTIME, si no
se le ha dicho otra cosa a la condición, y su tv_nsec queda por debajo de 1000000000.
--
límite = ahora + timeout
mientras no haya llegado nada y quede tiempo:
    espera la condición, hasta el límite
Lo apartado sigue apartado.
== 2.2.5
¿Quién avisa al hilo que espera de que ha llegado algo?
--
mailbox_put, en mailbox.c: pthread_cond_signal, con el cerrojo puesto. mailbox_take: al
despertar, mira si el mensaje es de los que se quieren; si no, sigue esperando.
--
put:  pon el cerrojo; añade; avisa; quítalo
take: pon el cerrojo; mientras esté vacía: espera; saca el primero; quítalo; ¿encaja? …
== 2.2.6
¿Y si dos hilos añaden en el mismo momento?
--
mailbox_put y mailbox_take, en mailbox.c: cada uso de la cola de lo que ha llegado, entre
pthread_mutex_lock y pthread_mutex_unlock.
--
pon el cerrojo; añade; avisa; quítalo
La cola de apartados es solo del dueño y no necesita cerrojo.
== 2.2.7
Mil mensajes apartados, y llega uno nuevo. ¿Cuántos hay que mirar?
--
mailbox_take, en mailbox.c: recorre la cola de apartados una vez, antes de empezar a esperar,
no cada vez que despierta.
--
mira los apartados una vez
bucle: espera a uno que llegue; mira ese; si no se quiere, al final de los apartados
== 2.2.8
¿Qué queda en el buzón cuando se destruye?
--
mailbox_destroy, en mailbox.c: los elementos de las dos colas, cada uno con su texto; luego
el cerrojo, la condición y el propio buzón. Y *self_p pasa a ser NULL.
--
si *self_p es NULL: vuelve
por cada elemento de las dos colas: libera su texto y libéralo
destruye la condición y el cerrojo; libera el buzón
*self_p = NULL
