package com.example.shop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

@Component
public class DocumentStore {
  private final Path root;
  private final List<Object> open = new ArrayList<>();

  public DocumentStore(@Value("${data.dir}") String root) {
    this.root = Path.of(root);
  }

  public byte[] invoice(String id) {
    try {
      return Files.readAllBytes(root.resolve("invoices").resolve(id + ".pdf"));
    } catch (IOException e) {
      throw new UncheckedIOException("could not read invoice " + id, e);
    }
  }

  public void export(int kilobytes) throws IOException {
    Files.write(root.resolve("exports").resolve("orders.csv"), new byte[kilobytes * 1024]);
  }

  public int openAll() throws IOException {
    for (int i = 0; i < 2000; i++) {
      open.add(Files.newInputStream(root.resolve("invoices").resolve("1.pdf")));
    }
    return open.size();
  }
}
