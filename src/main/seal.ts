/** The seal of `src/renderer/app/seal.svg` as a PNG of 32×32 pixels: the system's tray takes no SVG. */
export const seal = 'data:image/png;base64,'
  + 'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAMAAABEpIrGAAAA51BMVEVMaXHBPyzCQCvDPy3CPyrCQCzCQCzBQCzBQCzFRS7CPDDBPyvBQCzAQSu/PybCPyvCPyvBPyzCPyvCQCzBPyzCQCzjqaDYhnnJVUP////CQS3Td2jHUD3FSTbio5n/'
  + '/v79+PjckYXFSDXMYFDUeGr03drqvLXERjPfmo/TdWfUemzot6/otq/lrqbrwrvDRDHIU0Lw0c368O7vzsnjqqDGTTvCQS7GTTr46efx1dD24+HemI7jqJ7vzcjPalrTdGb25OH+/PzRbl7+/f3//f3PZ1f//v3QalvDQy/x1M/hopjswrv8'
  + '9POAJWMlAAAAFXRSTlMA8YJVVPPO8v4WFYHPUhTN8IT0g9DLmLPjAAAACXBIWXMAAC4jAAAuIwF4pT92AAAA/ElEQVQ4ja2T53LCQAyE18TYGAgEiJKsCyW99957f//nydgkw3D2KZOZfP80u9KddCcACFr1tuRoe50AGRO+WPDdTK/YdJGK'
  + 'CwTW/BSnipami5QwrRs8lHWDD10X+TaE0axBFI4Z4pkc8d8q2Pk/QzJnkIwb5rtmE92nBd3w8fx4ox3x8kkOlEu+vpG3iWJ4J++ulTbvH8iLwlFfnh1GoRydklfHhY/VJ/di2Sb3d6WwwjnJjQHZWzcnKUNODpixNRq18al3NlN9aeUndlA3'
  + 'O1jtsT+ccoqHTq7HxeW1UVD7ZXGmGoCrrd5kupyuY83PdKBaahasT7lZawD4AgjYV8TOnLNYAAAAAElFTkSuQmCC';
