# R's FNN, timed in its own process. Reads one request per line (rival TAB file TAB dimensions TAB k TAB step), replies in JSON.
if (!requireNamespace("FNN", quietly = TRUE)) quit(status = 1)
name <- paste("R FNN", packageVersion("FNN"), "kd-tree")
cat(sprintf('{"rivals": ["%s"]}\n', name))
input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  request <- strsplit(line, "\t")[[1]]
  dimensions <- as.integer(request[3])
  numbers <- readBin(request[2], "double", file.size(request[2]) / 8)
  points <- matrix(numbers, ncol = dimensions, byrow = TRUE)
  queries <- points[seq(1, nrow(points), by = as.integer(request[5])), , drop = FALSE]
  time <- system.time(FNN::get.knnx(points, queries, as.integer(request[4]) + 1, algorithm = "kd_tree"))
  cat(sprintf('{"wall": %.6f, "cpu": %.6f}\n', time[["elapsed"]], time[["user.self"]] + time[["sys.self"]]))
}
