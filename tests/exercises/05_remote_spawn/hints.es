== 5.1.1
¿Cómo llega un trabajo a su nodo y cómo vuelve su resultado? Sección 5.2: los argumentos de un
proceso nuevo son un término, y la respuesta también. La respuesta tiene que decir de qué
trabajo es.
--
fan_out y s_work, en fan.c. zc_term_element (jobs, i) es un trabajo;
zc_term_element (nodes, i % zc_term_length (nodes)), su nodo. En s_work: zc_apply.
--
work [Alias, Índice, Módulo, Función, Trabajo]:
    resultado = Módulo:Función [Trabajo]
    envía {Alias, Índice, resultado} a través de Alias
fan_out: por cada trabajo: crea Fan:work en su nodo
         por cada trabajo: recibe {Alias, Índice, Resultado}; añade {ok, Resultado} a la lista
== 5.1.2
¿Cuándo arranca el último obrero en tu código? La sección 5.2 arranca diez y luego recibe.
--
fan_out, en fan.c: dos bucles, uno después del otro; no uno que haga las dos cosas.
--
por cada trabajo: arranca su obrero, guarda la referencia
por cada trabajo: espera a ver qué es de él
== 5.1.3
La última respuesta puede llegar la primera. ¿Qué mensaje saca la recepción del primer trabajo?
--
La recepción, en fan.c: el patrón tiene que llevar el índice del trabajo como valor, no un
puntero a una variable para él.
--
recibe {Alias, Índice, ~t}: Alias e Índice están dados; solo se rellena el resultado
== 5.1.4
¿Qué llega de un obrero que no alcanza a responder? Sección 5.5: un DOWN, con un motivo.
--
La recepción, en fan.c: un segundo caso, "{:DOWN, ~r, process, _, ~t}", con la referencia del
obrero de este trabajo. Si hay respuesta, llega antes que el DOWN.
--
recibe {Alias, Índice, Resultado}: {ok, Resultado}
       DOWN de este obrero, Motivo: {error, Motivo}, sea cual sea el motivo
== 5.1.5
¿Qué se sabe de un proceso que no se pudo crear? Mira qué promete para ese caso la llamada que
usas: un DOWN, u otro mensaje.
--
La recepción, en fan.c: con zc_spawn_request, un tercer caso,
"{spawn_reply, ~r, error, ~t}", con la misma referencia.
--
recibe respuesta: …
       DOWN: …
       {spawn_reply, Petición, error, Motivo}: {error, Motivo}
== 5.1.6
¿Quién dice que ha desaparecido un nodo entero? Cada monitor de un proceso de allí, con el
motivo que muestra la sección 5.5 para un nodo inalcanzable.
--
fan.c: nada más que para 5.1.4, si cada obrero está vigilado desde el primer momento
(ZC_SPAWN_MONITOR), también mientras esperas a otro.
--
DOWN de este obrero, con el motivo noconnection: {error, noconnection}
== 5.1.7
¿Qué llamada tuya espera al nodo parado? ¿Y cuánto esperas si se cuelgan cuatro trabajos, cada
uno con el límite entero?
--
fan.c: zc_node_spawn espera una respuesta del nodo; zc_spawn_request, no. El final del tiempo
se calcula una vez, al principio: zc_monotonic_ms () + timeout_ms.
--
límite = ahora + timeout
cada recepción espera max (0, límite - ahora), o -1 si no hay límite
sin mensaje: {error, timeout}
== 5.1.8
¿Adónde va una respuesta que llega cuando ya no esperas? A la dirección que se le dio.
--
fan.c: da a los obreros un alias (zc_alias), no zc_self (); al final, zc_unalias, y saca lo que
haya llegado por él justo antes. Con el obrero que no ha respondido:
zc_spawn_request_abandon, o zc_demonitor.
--
sin respuesta a tiempo: abandona la petición; si ya no está en curso: retira el monitor (con flush)
al final: retira el alias; recibe {Alias, _, _} mientras haya (límite 0)
== 5.1.9
¿Qué mensajes son tuyos? ¿Y qué más has pedido que aún no haya llegado?
--
fan.c: cada patrón lleva una referencia tuya. Tras una respuesta, el monitor sigue ahí:
zc_demonitor con ZC_DEMONITOR_FLUSH, por cada obrero.
--
tras cada trabajo: olvida a su obrero (abandona, o retira el monitor con flush)
                   y una spawn_reply que haya llegado (recibe con límite 0)
== 5.1.10
¿Qué deja un proceso cuando acaba? Sección 2.4: no lo que ha pedido con zc_alloc.
--
fan.c: el informe dice qué línea pidió la memoria.
--
Usa zc_alloc, o libera lo que pides con malloc y strdup, también en s_work.
== 5.2.1
¿A quién le llega el texto de zc_io_format, y qué espera zc_io_format? Sección 5.4, y el dibujo
de scribe.h.
--
s_scribe, en scribe.c: un bucle alrededor de un solo zc_receive_any; primer caso,
"{io_request, ~p, ~t, {put_chars, unicode, ~b}}".
--
sin fin:
    recibe {io_request, From, ReplyAs, {put_chars, unicode, Chars}}:
        escribe Chars
        envía {io_reply, ReplyAs, ok} a From
== 5.2.2
Dos escriben a la vez, un trozo cada uno. ¿Dónde está el primer trozo cuando llega el segundo?
--
scribe.c: una lista de los que escriben, cada uno con su pid (zc_pid_equal) y el texto que ha
empezado. Se escribe hasta el último salto de línea; el resto se guarda.
--
busca lo apuntado de From, o apúntalo
añade Chars a su texto
¿hay un salto de línea?: escribe todo hasta el último, lleva el resto al principio
== 5.2.3
¿Qué es común a todos los que escriben y qué es de cada uno?
--
scribe.c: busca variables con static, y un límite en el número de los que escriben.
--
Una lista de elementos pedidos con zc_alloc y enlazados por un puntero no tiene límite.
== 5.2.4
¿Cómo sabe alguien a cuál de sus peticiones corresponde una respuesta? Por ReplyAs, que es cosa
suya: el escriba solo lo devuelve.
--
scribe.c: el patrón saca ReplyAs con ~t, y la respuesta se envía con ~t. Cuidado con un texto
de cero bytes.
--
recibe {io_request, From, ReplyAs, …} con ReplyAs como término
envía {io_reply, ReplyAs, ok}; destruye el término
== 5.2.5
¿Qué le pasa a quien pide algo que el escriba no conoce? Que espera una respuesta.
--
s_scribe, en scribe.c: dos casos más al recibir: cualquier otro io_request, y cualquier cosa. El
orden de los casos importa.
--
recibe put_chars con un binario: …
       {io_request, From, ReplyAs, _}: envía {io_reply, ReplyAs, {error, request}}
       _: nada
== 5.2.6
¿Cuánto ocupa una línea? Lo que quiera quien la escribe.
--
scribe.c: zc_realloc donde se añade un trozo; ninguna tabla de tamaño fijo.
--
texto = realloc (texto, tamaño + tamaño del trozo)
copia el trozo detrás
== 5.2.7
¿Cómo se entera el escriba de que alguien ya no está? Como cualquiera.
--
scribe.c: zc_monitor cuando se apunta a alguien; al recibir, un caso
{:DOWN, ~r, process, _, _}, con &ref; busca a quien tenga esta referencia.
--
DOWN de Ref: busca lo apuntado
             ¿ha empezado una línea?: añade un salto de línea y escríbela
             quítalo de la lista
== 5.2.8
¿Quién espera mientras la tubería está llena? Sección 2.5: los demás siguen; pero no el buzón de
quien espera.
--
scribe.c: un segundo proceso, que arranca el escriba y no hace más que escribir lo que se le
envía. Su buzón es la cola.
--
pluma:   sin fin: recibe {write, Lines}: escríbelas todas en fd
escriba: en vez de escribir: envía {write, Lines} a la pluma
== 5.2.9
¿Cuándo puede volver scribe_stop? Cuando se haya escrito el último byte. ¿Quién lo sabe?
--
scribe.c: scribe_stop vigila al escriba y espera su DOWN; el escriba, antes de acabar, espera
igual el de la pluma. Antes van las líneas empezadas.
--
stop:    vigila al escriba; envía stop; recibe su DOWN
escriba: stop: por cada apuntado: acaba su línea; envía stop a la pluma; recibe su DOWN; vuelve
pluma:   stop: vuelve
== 5.2.10
¿Cuántos monitores hay después de veinte peticiones del mismo? ¿Y cuando ha acabado?
--
scribe.c: zc_monitor solo cuando se apunta a alguien nuevo; con el DOWN se le quita.
--
petición: ¿ya apuntado? ningún monitor. Nuevo: un monitor, una vez
DOWN: fuera de la lista, y su memoria, libre
== 5.2.11
¿De quién es la memoria de una línea cuando acaba el escriba?
--
scribe.c: el informe dice qué línea pidió la memoria.
--
zc_alloc y zc_realloc en vez de malloc y realloc, o libera con el DOWN y al final.
