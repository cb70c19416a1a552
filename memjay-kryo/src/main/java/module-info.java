/** Values for Memjay through Kryo. */
module dev.memjay.kryo {
    requires transitive com.esotericsoftware.kryo;
    requires transitive dev.memjay;
    requires static transitive org.jspecify;

    exports dev.memjay.kryo;
}
