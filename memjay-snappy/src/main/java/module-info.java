/** Compression for Memjay by Snappy. */
module dev.memjay.snappy {
    requires snappy.java;
    requires transitive dev.memjay;
    requires static transitive org.jspecify;

    exports dev.memjay.snappy;
}
