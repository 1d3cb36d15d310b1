== 7.1.1
¿Qué hay que saber de cada proceso? ¿Y cómo se llega de un nombre a un pid?
--
registry.c: un array de procesos; el pid es el índice más uno. registry_spawn lo alarga y
registry_whereis lo recorre. Copia el nombre.
--
spawn:    realloc; el nuevo vive y no tiene nombre; devuelve cuántos hay
whereis:  por cada proceso: ¿tiene nombre y es este? devuelve índice + 1;  si no, 0
== 7.1.2
Dos quieren el mismo nombre. ¿Quién se lo queda?
--
registry_register, en registry.c: pregunta a registry_whereis antes de apuntar nada.
--
si alguien tiene el nombre: devuelve false
si no, cópialo
== 7.1.3
¿Puede un proceso llamarse de dos maneras?
--
registry_register, en registry.c: mira también el proceso, no solo el nombre.
--
si el proceso tiene nombre: devuelve false
== 7.1.4
¿Qué queda libre tras unregister: el nombre, el proceso o los dos?
--
registry_unregister, en registry.c: el nombre está en un solo sitio, en su proceso.
--
pid = whereis (nombre);  0: devuelve false
libera el nombre de pid, que pasa a ser NULL;  devuelve true
== 7.1.5
¿Qué pids existen, y cuáles de ellos viven? ¿Qué palabras se confundirían con una respuesta?
--
registry_register, en registry.c: las cuatro palabras están en registry.h. Un pid puede ser 0,
demasiado grande o de uno que ha acabado.
--
si pid < 1, o pid > cuántos hay, o ha acabado: devuelve false
si el nombre es una de las cuatro: devuelve false
== 7.1.6
¿Qué se va cuando se va un proceso? ¿Y si se le hace acabar dos veces?
--
registry_exit, en registry.c: ¿ya había acabado? Entonces no hay nada que hacer.
--
si no vive: vuelve
ya no vive;  libera su nombre, que pasa a ser NULL
== 7.1.7
Quien se entera del final suele arrancar enseguida otro proceso con el mismo nombre. ¿Qué tiene
que haber pasado antes?
--
registry_exit, en registry.c: ¿en qué orden liberas el nombre y llamas a la función?
--
ya no vive
libera el nombre
después, y solo después, por cada monitor: llama a down
== 7.1.8
Un monitor se crea por un nombre. ¿Qué vigila: el nombre, o a quien lo tiene en ese momento?
--
registry_monitor, en registry.c: apunta el pid que encontró whereis, y el nombre para el DOWN.
registry_exit busca el pid. Saca el monitor de la lista antes de llamar a down.
--
mientras haya un monitor de pid (siempre el más antiguo):
    sácalo
    si quien vigila vive: llama a down
    libéralo
== 7.1.9
¿A quién se vigila si nadie tiene el nombre? ¿Y cuándo acabará ese?
--
registry_monitor, en registry.c: ¿qué devuelve whereis?
--
quien vigila ha acabado: nada que hacer
whereis da 0: llama a down con "noproc";  no guardes nada
== 7.1.10
¿Qué queda cuando se destruye el registro?
--
registry_destroy, en registry.c: los nombres de los procesos que viven, los monitores sin
responder, el array y el propio registro. Y *self_p pasa a ser NULL.
--
si *self_p es NULL: vuelve
por cada monitor: libera su nombre y libéralo
por cada proceso: libera su nombre
libera el array y el registro;  *self_p = NULL
