== 9.1.1
¿Quién conoce los grupos cuando nadie pregunta? Un proceso propio: lo que sabe solo está ahí
dentro, y así no pueden cambiarlo dos a la vez.
--
groups.c: groups_start crea el encargado, que se registra como `groups` y después toma un mensaje
tras otro. groups_join y groups_members le envían una pregunta y esperan.
--
encargado: entradas: (grupo, pid), un array de zc_alloc
           {join, From, Ref, Group, Pid}: añade una entrada; zc_send (From, "{~r, true}", Ref)
           {members, From, Ref, Group}:   los pids del grupo; zc_send (From, "{~r, ~t}", Ref, List)
llamada:   Ref = zc_make_ref (); zc_send_name ("groups", NULL, …); zc_receive (-1, "{~r, ~t}", Ref, …)
== 9.1.2
Quien entró dos veces y sale una, ¿es miembro?
--
groups.c: una entrada por cada vez que entró. La petición de salir quita la primera que encuentra
y ninguna más; si no había ninguna, la respuesta es false.
--
por cada entrada: ¿es este grupo y este pid? quítala; responde true; listo
responde false
== 9.1.3
¿Cómo se entera el encargado de que un miembro ha acabado? Sección 6.2, la de los monitores.
--
groups.c: zc_monitor, donde añades la entrada. También salta cuando el proceso ya había acabado.
Un DOWN dice el pid, pero ningún grupo.
--
{:DOWN, _, process, Pid, _}: quita todas las entradas de este pid
(de la última a la primera, si al quitar una la última pasa a ocupar el hueco)
== 9.1.4
Dos encargados, dos listas. ¿Cuándo son iguales, y quién hace algo para ello?
--
groups.c: donde entra o sale un proceso de este nodo, recorre zc_node_list (ZC_NODES_VISIBLE) y
envía lo que ha cambiado al nombre `groups` de cada nodo. Nadie responde.
--
join:  añade la entrada; a todos los demás: {joined, Group, Pid}
{joined, Group, Pid}: añade una entrada y no se lo digas a nadie
leave, {left, Group, Pid}: lo mismo
== 9.1.5
¿Quién puede enterarse del final de un proceso de lake: el encargado de allí, o también el de
river? ¿Y quién debería?
--
groups.c, donde llega el DOWN: díselo a los demás, como cuando alguien entra.
--
{:DOWN, _, process, Pid, _}: quita todo lo de Pid; a todos los demás: {ended, Pid}
{ended, Pid}: quita todo lo de Pid
== 9.1.6
Llegas a mitad de una historia. ¿Quién puede contarte lo anterior? ¿Y si dos te cuentan lo mismo?
--
groups.c: el cuerpo del encargado, antes de su bucle: primero zc_net_kernel_monitor_nodes, y
después una pregunta a los encargados de todos los nodos conectados. Responden con una lista.
--
al arrancar:             a todos los demás: {discover, zc_node_self ()}
{discover, Node}:        a `groups` de Node: {sync, zc_node_self (), [{Group, Pid}, …]}
                         solo con las entradas de este nodo: pid.node es NULL
{sync, Node, Pairs}:     quita todas las entradas de Node y añade estas
== 9.1.7
Los dos encargados ya funcionan, y entonces se conectan sus nodos. ¿Quién lo nota?
--
groups.c: {nodeup, Node} le llega a quien llamó a zc_net_kernel_monitor_nodes (true, "[]"). La
sección 3.2 lo muestra.
--
{nodeup, Node}: a `groups` de Node: {discover, zc_node_self ()}
y él hace lo mismo, así que cada uno le cuenta al otro
== 9.1.8
Un nodo al que matan no le dice nada a nadie. ¿Qué recibes en su lugar?
--
groups.c: {nodedown, Node} le llega a quien llamó a zc_net_kernel_monitor_nodes. zc_node_of dice de
qué nodo es un pid.
--
{nodedown, Node}:
    por cada entrada: ¿strcmp (zc_node_of (pid), Node) == 0? quítala
== 9.1.9
¿Qué sabes de los demás tras una partición: lo que sabías antes, o lo que dicen ahora?
--
groups.c: hay nodedown en los dos lados, luego cambios de los que el otro no se entera, y luego
nodeup en los dos lados. No hay que escribir nada nuevo: ¿cuál de los tres hace demasiado poco?
--
nodedown: de ese nodo no queda nada
nodeup:   pregúntale, como la primera vez
sync:     lo que cuenta sustituye a todo lo que se sabía de él
== 9.1.10
Un mensaje que no encaja con ningún caso se queda en el buzón. ¿Qué cuesta eso, al cabo de un año?
--
groups.c, el zc_receive_any del encargado: su último caso.
--
ZC_CASE ("_"): no hagas nada
== 9.1.11
¿Quién devuelve la memoria del encargado? No vuelve nunca.
--
groups.c: en el encargado, nada de malloc, calloc, realloc o strdup, sino zc_alloc, zc_realloc y
zc_strdup.
--
entries = zc_realloc (entries, (count + 1) * sizeof *entries)
entry.group = zc_strdup (group)
== 9.2.1
¿Dónde está escrito quién hay en una sala? Tú no tienes que guardarlo en ningún sitio.
--
rooms.c: zc_pg_join y zc_pg_leave con zc_self (), en el ámbito "rooms"; el grupo es el nombre de la
sala. Sección 9.1 de la lección.
--
entrar: zc_pg_join ("rooms", zc_self (), "~s", room)
salir:  return zc_pg_leave ("rooms", zc_self (), "~s", room)
quién:  zc_pg_members ("rooms", "~s", room)
== 9.2.2
Un grupo cuenta: quien entra dos veces está dos veces. ¿Cómo averiguas que quien llama ya está, y
puede alguien adelantarse?
--
room_enter, en rooms.c: busca zc_self () en zc_pg_local_members. Nadie más hace miembro a quien
llama, así que lo que has visto sigue valiendo cuando entras.
--
por cada pid de zc_pg_local_members: ¿zc_pid_equal (pid, zc_self ())? devuelve false
zc_pg_join; devuelve true
== 9.2.3
Dos listas, y una está dentro de la otra. ¿Cómo sale una sola en la que nadie está dos veces?
--
room_who, en rooms.c: zc_pg_local_members tiene los de este nodo; zc_pg_members, todos. zc_list.h
sabe restar una lista de otra y añadir una a otra.
--
others = zc_list_subtract (all, here)
return zc_list_append (here, others)
== 9.2.4
De todos los que están en la sala, ¿a cuál le preguntas?
--
room_ask, en rooms.c: al primero de room_who. Lo que se le envía y lo que responde está al
principio de rooms.h; Ref puede ser cualquier referencia tuya.
--
zc_send (pid, "{ask, ~p, ~r, ~t}", zc_self (), ref, question)
zc_receive (-1, "{~r, ~t}", ref, &answer)
== 9.2.5
En la sala no hay nadie de este nodo. ¿Quién es entonces el más cercano?
--
rooms.c: room_who pone a los demás detrás de los de este nodo, así que el primero sirve en los dos
casos.
--
el primer pid de room_who;  la lista está vacía: devuelve NULL
== 9.2.6
Quien pregunta también está en la sala, y nadie está más cerca de él que él mismo. ¿Qué pasa?
--
room_ask, en rooms.c: quita de la lista a quien llama antes de tomar el primero.
--
tried = zc_term_new ("[~p]", zc_self ())
left = zc_list_subtract (who, tried);  [] : devuelve NULL
== 9.2.7
Aquel a quien preguntas acaba y ya no responderá. ¿Cómo te enteras? Sección 6.2.
--
rooms.c: la referencia de zc_monitor puede ser la Ref de la pregunta. Espera la respuesta o el DOWN
con zc_receive_any. Tras un DOWN, pregunta al siguiente.
--
bucle:
    el más cercano que no esté en `tried`; nadie: devuelve NULL
    apúntalo en `tried`; vigílalo, pregúntale
    {Ref, Answer}: devuélvela        {:DOWN, Ref, …}: otra vez
== 9.2.8
¿Cuántos años tiene tu lista cuando acaba aquel a quien preguntaste?
--
rooms.c: llama a room_who dentro del bucle, cada vez antes de elegir, y no una sola vez antes.
--
mientras no haya respuesta:
    who = room_who (room);  left = who sin `tried`
    pregunta al primero de left
== 9.2.9
Quién viene y quién se va se cuenta uno a uno. ¿Cuándo es eso una sala que se abre, y cuándo una
que se cierra?
--
rooms.c: room_watch toma de zc_pg_monitor (sección 9.4) cuántos hay ahora, y room_news sigue la
cuenta con cada mensaje {Ref, join | leave, Group, Pids}. Pids pueden ser varios.
--
join:   count = count + longitud de Pids;  ¿era 0? devuelve "opens"
leave:  count = count - longitud de Pids;  ¿ahora es 0? devuelve "closes"
si no, espera el mensaje siguiente
== 9.2.10
Tienes la respuesta, y tu monitor sigue ahí. ¿Qué llega cuando acabe el otro, mañana?
--
rooms.c: tras la respuesta, y también tras el DOWN, devuelve el monitor.
--
zc_demonitor (ref, ZC_DEMONITOR_FLUSH)
== 9.2.11
¿Qué de lo que tienes no es de un proceso?
--
rooms.c: los términos y lo de zc_alloc se van con el proceso. Lo de malloc o strdup, no.
--
copia el nombre de una sala solo donde haga falta, con zc_strdup
