/** Compression for Memjay by Snappy. */
module dev.memjay.snappy {
    requires org.xerial.snappy;
    requires transitive dev.memjay;
    requires static transitive org.jspecify;

    exports dev.memjay.snappy;
}
