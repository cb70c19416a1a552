/** Compression for Memjay by LZ4. */
@SuppressWarnings("module") // the digit is the library's name
module dev.memjay.lz4 {
    requires org.lz4.java;
    requires transitive dev.memjay;
    requires static transitive org.jspecify;

    exports dev.memjay.lz4;
}
