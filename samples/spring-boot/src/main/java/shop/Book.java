package shop;

/** A book and its price in cents. */
public record Book(long id, String title, String author, long price) {}
